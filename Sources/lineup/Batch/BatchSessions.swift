import SessionLog

/// Saved sessions of batches.
struct BatchSessions {
  let folder: SessionFolder

  /// A batch says so among the first things of its session.
  private static let patience = 8

  /// The session of a batch that was written last; nil where there is none.
  func last(_ record: BatchRecord) -> String? {
    folder.newestFirst().first { self.record(at: $0) == record }
  }

  /// What batch a session is of; nil where it is of none.
  func record(at path: String) -> BatchRecord? {
    guard let reader = try? SessionReader(path) else { return nil }
    for _ in 0..<Self.patience {
      guard let event = try? reader.next() else { return nil }
      if let record = BatchRecord(event) { return record }
    }
    return nil
  }

  /// The session to go on with.
  ///
  /// - Parameter argument: a path or id; nil for the last one of the same batch.
  func find(_ argument: String?, _ record: BatchRecord) throws -> String {
    guard let argument else {
      if let path = last(record) { return path }
      throw Failure(
        "there is no saved session of this batch: the same prompt file, inputs, models, shots and "
          + "settings; leave out --resume to begin it")
    }
    let path: String
    do { path = try folder.resolve(argument) } catch { throw Failure("\(error)") }
    guard let found = self.record(at: path) else {
      throw Failure("the session \(argument) is not one of a batch")
    }
    guard found.recipe == record.recipe else {
      throw Failure(
        "the session \(argument) is of another prompt file or other settings; its answers can't be "
          + "counted with these")
    }
    return path
  }

  /// What a session has of a batch.
  static func tally(_ path: String, _ plan: BatchPlan) throws -> BatchTally {
    var tally = BatchTally(plan)
    do {
      let reader = try SessionReader(path)
      var state = SessionState()
      while let event = try reader.next() {
        state.apply(event)
        tally.take(event, state)
      }
    } catch {
      throw Failure("\(error)")
    }
    tally.forgetFailures()
    return tally
  }
}
