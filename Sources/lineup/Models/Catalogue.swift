/// Models that can be pulled by name.
struct CatalogueEntry {
  var name: String
  var file: String
  var title: String
  var bytes: Int
  var sha256: String?
  var source = ModelSource.packages
}

enum Catalogue {
  static let entries = [
    CatalogueEntry(
      name: "smollm2", file: "SmolLM2-135M-Instruct.Q4_1.gguf",
      title: "SmolLM2 135M Instruct, Q4_1", bytes: 98_362_432),
    CatalogueEntry(
      name: "gemma3", file: "gemma-3-270m-q4_k_m.gguf", title: "Gemma 3 270M (base), Q4_K_M",
      bytes: 253_113_024),
  ]

  /// The model whose file this is.
  static func entry(at path: String, in folder: String) -> CatalogueEntry? {
    entries.first { folder + "/" + $0.file == path }
  }
}
