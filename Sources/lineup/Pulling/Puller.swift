import Downloading
import FoundationEssentials
import GGUF
import Glibc
import HTTP
import Inference

/// Downloads models into the models folder, one after the other.
struct Puller {
  let network: Network
  let folder: String
  let isCancelled: @Sendable () -> Bool

  /// How far a model is, of all its files together; the total where it is known.
  struct Progress: Sendable {
    var done: Int
    var total: Int?
  }

  enum News: Sendable {
    case progress(Progress)
    case resumed(at: Int)
    case waiting(seconds: Double, TransferProblem?, status: Int?)
    case anew
    case checking(done: Int, total: Int)
  }

  /// Brings all files of a model that are not here.
  func pull(_ model: WantedModel, _ report: @escaping @Sendable (News) -> Void) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        "\(folder) can't be made; set LINEUP_HOME to a folder of yours, or look what is in the way")
    }
    let orders = try orders(model)
    let missing = orders.filter { !Self.isHere($0) }
    let total = try total(orders, model)
    var before = orders.filter(Self.isHere).reduce(0) { $0 + Self.size($1.path) }
    for order in missing {
      let base = before
      do throws(DownloadError) {
        try Download(
          order, world { report(Self.news($0, base: base, total: total, of: missing.count)) }
        ).run()
      } catch {
        throw Failure(
          PullSentence(model: model, path: order.path).of(error),
          status: error == .cancelled ? 130 : 1)
      }
      before += Self.size(order.path)
    }
  }

  private func orders(_ model: WantedModel) throws -> [Order] {
    let remote = ModelFiles(model.source.remoteName ?? "").paths
    guard remote.count == model.files.count else {
      throw Failure("\(model.name) has \(remote.count) files there and \(model.files.count) here")
    }
    var token: String?
    if case .hub = model.source { token = network.token }
    return try zip(remote, model.paths(in: folder)).map { name, path in
      let source = remote.count > 1 ? model.source.sibling(name) : model.source
      guard let address = source.address(hub: network.hub) else {
        throw Failure("\(model.name) comes from packages")
      }
      let isWhole = remote.count == 1
      return Order(
        address: address, path: path, bytes: isWhole ? model.bytes : nil,
        sha256: isWhole ? model.sha256 : nil, token: token)
    }
  }

  /// The bytes of all files of a model that was split, for which there has to be room before the first
  /// is begun; nil where that is unknown or left to the one download there is.
  private func total(_ orders: [Order], _ model: WantedModel) throws -> Int? {
    guard orders.count > 1 else { return nil }
    var total = 0
    var needed = 0
    for order in orders {
      if Self.isHere(order) {
        total += Self.size(order.path)
        continue
      }
      guard let bytes = Download(order, world { _ in }).announcedBytes() else { return nil }
      total += bytes
      needed += max(0, bytes - Self.size(order.path + ".part"))
    }
    if let free = DiskRoom.free(folder), needed > free {
      throw Failure(
        PullSentence(model: model, path: folder + "/")
          .of(.noRoom(needed: needed, free: free)))
    }
    return total
  }

  private func world(_ report: @escaping @Sendable (DownloadNews) -> Void) -> Surroundings {
    var world = Surroundings(
      transport: network.transport, clock: Machine.clock,
      sleep: { usleep(UInt32(min(max($0, 0), 1) * 1e6)) }, impliedBytes: Self.impliedBytes,
      damage: Self.damage, isCancelled: isCancelled, report: report)
    world.patience = network.patience
    return world
  }

  private static func news(_ news: DownloadNews, base: Int, total: Int?, of count: Int) -> News {
    switch news {
    case .resumed(let start): .resumed(at: start)
    case .progress(let done, let own):
      .progress(Progress(done: base + done, total: count > 1 || base > 0 ? total : own))
    case .waiting(let seconds, let problem, let status):
      .waiting(seconds: seconds, problem, status: status)
    case .anew: .anew
    case .checking(let done, let total): .checking(done: done, total: total)
    }
  }

  private static func isHere(_ order: Order) -> Bool {
    FileManager.default.fileExists(atPath: order.path)
  }

  static func size(_ path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  // MARK: What a model's file says of itself

  /// Where its last tensor ends, though the bytes are not there yet.
  @Sendable static func impliedBytes(_ path: String) -> Int? {
    do throws(GGUFError) {
      _ = try GGUFFile(path: path)
      return size(path)
    } catch .tensorPastEnd(_, _, _, let expected, _) {
      return Int(exactly: expected)
    } catch { return nil }
  }

  /// What shows that a file is not whole. One that can't be run here for another reason may be.
  @Sendable static func damage(_ path: String) -> String? {
    do throws(GGUFError) {
      _ = try GGUFFile(path: path)
      return nil
    } catch {
      return switch error {
      case .empty, .notGGUF, .truncated, .countTooLarge, .badName, .tensorPastEnd, .invalidBool,
        .unknownValueType, .shortened, .unreadable:
        "\(error)"
      default: nil
      }
    }
  }

  /// What the file says of its licence.
  static func licence(_ path: String) -> String? {
    guard let file = try? GGUFFile(path: path) else { return nil }
    func text(_ key: String) -> String? {
      guard case .string(let value) = file.metadata[key], !value.bytes.isEmpty,
        value.bytes.count <= 400
      else { return nil }
      return value.text
    }
    let parts = ["general.license", "general.license.name", "general.license.link"]
      .compactMap(text)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Why a file that is whole can't be run; nil where it can.
  static func obstacle(_ path: String) -> String? {
    do throws(ModelError) {
      _ = try ModelHeader(path: path)
      return nil
    } catch { return "\(error)" }
  }
}
