/// Passes text on until one of the stop strings appears in it.
///
/// Held back is only what may be the beginning of a stop string. The one that is complete first
/// stops; of several that end together, the longest. Time is linear in the text and in the stop
/// strings, however they repeat themselves (Aho and Corasick 1975).
public struct StopStringFilter: Sendable {
  /// A beginning of one or more stop strings.
  private struct Node: Sendable {
    var depth: Int
    /// The node of the longest proper suffix that is a beginning as well.
    var fallback = 0
    /// The longest stop string that ends here, by its index.
    var stop: Int?
  }

  private let stops: [String]
  private var nodes = [Node(depth: 0)]
  /// The node for a node and the byte that follows it: node in the upper bits, byte in the lower 8.
  private var edges: [Int: Int] = [:]

  private var node = 0
  /// Bytes not passed on yet: the last `nodes[node].depth` of all bytes, from `heldStart` on.
  private var held: [UInt8] = []
  private var heldStart = 0

  /// The stop string that was found; from then on no text is passed on.
  public private(set) var match: String?

  /// Empty stop strings are ignored.
  public init(_ stops: [String]) {
    self.stops = stops
    for (index, stop) in stops.enumerated() where !stop.isEmpty { insert(stop, index) }
    linkFallbacks()
  }

  /// Takes more text and returns what can be passed on: nothing of a stop string, nor of what may
  /// become one.
  public mutating func feed(_ text: String) -> String {
    guard match == nil else { return "" }
    for byte in text.utf8 {
      held.append(byte)
      node = following(node, byte)
      if let stop = nodes[node].stop {
        match = stops[stop]
        return release(keeping: stops[stop].utf8.count)
      }
    }
    return release(keeping: nodes[node].depth)
  }

  /// Returns what was held back, as no more text can make it a stop string.
  public mutating func finish() -> String {
    match == nil ? release(keeping: 0) : ""
  }

  /// Returns the held bytes but for the last `count`.
  private mutating func release(keeping count: Int) -> String {
    let end = held.count - count
    let text = String(decoding: held[heldStart..<end], as: UTF8.self)
    heldStart = end
    // Moving what is left is worth it once more than that has gone.
    if heldStart > held.count / 2 {
      held.removeFirst(heldStart)
      heldStart = 0
    }
    return text
  }

  private mutating func insert(_ stop: String, _ index: Int) {
    var node = 0
    for byte in stop.utf8 {
      let edge = Self.edge(node, byte)
      if let next = edges[edge] {
        node = next
      } else {
        nodes.append(Node(depth: nodes[node].depth + 1))
        edges[edge] = nodes.count - 1
        node = nodes.count - 1
      }
    }
    nodes[node].stop = index
  }

  /// Links every node to its fallback, those nearer to the root first.
  private mutating func linkFallbacks() {
    let byDepth = edges.sorted { nodes[$0.value].depth < nodes[$1.value].depth }
    for (edge, child) in byDepth {
      let parent = edge >> 8
      if parent != 0 {
        let byte = UInt8(truncatingIfNeeded: edge)
        nodes[child].fallback = following(nodes[parent].fallback, byte)
      }
      if nodes[child].stop == nil { nodes[child].stop = nodes[nodes[child].fallback].stop }
    }
  }

  /// The node of the longest beginning of a stop string that the text ends with after `byte`.
  private func following(_ start: Int, _ byte: UInt8) -> Int {
    var node = start
    while true {
      if let next = edges[Self.edge(node, byte)] { return next }
      if node == 0 { return 0 }
      node = nodes[node].fallback
    }
  }

  private static func edge(_ node: Int, _ byte: UInt8) -> Int {
    node << 8 | Int(byte)
  }
}
