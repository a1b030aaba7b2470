import Dispatch
import Inference
import Synchronization

/// Loads models in the background, each once however many panes use it. Belongs to the main thread.
final class ModelLibrary {
  enum Entry {
    case loading(done: Int, total: Int)
    case ready(Engine, seconds: Double)
    case failed(String)
  }

  private(set) var entries: [String: Entry] = [:]
  /// Files that are still being fetched, with what fetches them where that was started here.
  private var fetched: [String: FetchProcess?] = [:]
  private let cores: Cores
  private let report: @Sendable (WorkerMessage) -> Void
  private let kernels: String?
  let memory: MemoryLedger
  /// Whether somebody watches, for whom those that write go before those that read.
  private let isWatched: Bool

  /// Whether any model is on its way.
  var isLoading: Bool {
    entries.contains { path, entry in
      if case .loading = entry { fetched[path] == nil } else { false }
    }
  }

  init(
    cores: Cores, kernels: String?, memory: MemoryLedger, isWatched: Bool = true,
    report: @escaping @Sendable (WorkerMessage) -> Void
  ) {
    self.cores = cores
    self.memory = memory
    self.isWatched = isWatched
    self.kernels = kernels
    self.report = report
  }

  /// Starts loading unless that has been done; a failure is tried again.
  func load(_ path: String, contextSize: Int?) {
    switch entries[path] {
    case .loading, .ready: return
    case .failed, nil: break
    }
    entries[path] = .loading(done: 0, total: 0)
    let cores = cores
    let kernels = kernels
    let report = report
    let memory = memory
    let isWatched = isWatched
    DispatchQueue.global(qos: .userInitiated).async {
      let began = Machine.clock()
      let lastReport = Mutex(began)
      do {
        let model = try LocalModel(
          path: path, threads: cores.total,
          admit: { (header) throws(ModelError) in
            try memory.admit(header, path: path, contextSize: contextSize)
          }
        ) { done, total in
          let isDue = lastReport.withLock { last in
            let now = Machine.clock()
            guard now - last >= 0.05 else { return false }
            last = now
            return true
          }
          if isDue { report(.loading(path: path, done: done, total: total)) }
        }
        let engine = try Engine(
          model: model, cores: cores, kernels: kernels, pacesReading: isWatched,
          clock: Machine.clock)
        report(.loaded(path: path, engine: engine, seconds: Machine.clock() - began))
      } catch {
        memory.release(path: path)
        report(.notLoaded(path: path, reason: "\(path): \(error)"))
      }
    }
  }

  /// A file is on its way: it is loaded once it is there.
  func expect(_ path: String, _ process: FetchProcess? = nil) {
    fetched[path] = .some(process)
    entries[path] = .loading(done: 0, total: 0)
  }

  /// A file came, or will not come.
  func stopExpecting(_ path: String) {
    guard fetched.removeValue(forKey: path) != nil else { return }
    entries[path] = nil
  }

  func isExpected(_ path: String) -> Bool { fetched[path] != nil }

  /// Nobody wants a file any more that is being fetched from here.
  func stopFetching(_ path: String) {
    guard case .some(.some(let process)) = fetched[path] else { return }
    process.cancel()
    stopExpecting(path)
    // Whoever opens it again has it fetched again.
    note(path, .failed("it was no longer fetched when its pane was closed"))
  }

  /// Lets a loaded model go that nothing uses any more.
  func unload(_ path: String) {
    guard case .ready = entries[path] else { return }
    entries[path] = nil
    memory.release(path: path)
  }

  func note(_ path: String, _ entry: Entry) { entries[path] = entry }
}
