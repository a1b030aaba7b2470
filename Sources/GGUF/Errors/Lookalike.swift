/// What a file that is not GGUF seems to be, from its first bytes.
public enum Lookalike: Equatable, Sendable {
  case zip, tar, safetensors, pickle
  /// A compressed file, by the name of the format.
  case compressed(String)
  /// A file of ggml's from before GGUF.
  case oldGGML
  /// The few lines that Git LFS leaves in the place of a large file.
  case gitLFSPointer
  case html, json, text
  /// Room kept for a download that never came.
  case zeros
  /// A later part of a file cut in pieces, going by its name.
  case partByName
  case unknown

  init(guessing bytes: UnsafeRawBufferPointer, fileName: String?) {
    if let kind = Self.bySignature(bytes) ?? Self.byText(bytes.prefix(512)) {
      self = kind
    } else if let fileName, Self.namesAPart(fileName) {
      self = .partByName
    } else {
      self = .unknown
    }
  }

  private static func bySignature(_ bytes: UnsafeRawBufferPointer) -> Lookalike? {
    let signatures: [([UInt8], Lookalike)] = [
      (Array("PK\u{3}\u{4}".utf8), .zip),
      (Array("PK\u{5}\u{6}".utf8), .zip),
      ([0x1F, 0x8B], .compressed("gzip")),
      ([0x28, 0xB5, 0x2F, 0xFD], .compressed("Zstandard")),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .compressed("xz")),
      (Array("BZh".utf8), .compressed("bzip2")),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .compressed("7-Zip")),
      ([0x80, 0x02], .pickle),
      // ggml, ggmf and ggjt were written as numbers, so they are the wrong way round.
      (Array("lmgg".utf8), .oldGGML),
      (Array("fmgg".utf8), .oldGGML),
      (Array("tjgg".utf8), .oldGGML),
      (Array("version https://git-lfs".utf8), .gitLFSPointer),
    ]
    for (signature, kind) in signatures where bytes.starts(with: signature) { return kind }
    if bytes.count >= 262, bytes[257..<262].elementsEqual("ustar".utf8) { return .tar }
    if bytes.prefix(512).allSatisfy({ $0 == 0 }) { return .zeros }
    // The length of a JSON header in eight bytes, then the header.
    if bytes.count > 8, bytes[8] == UInt8(ascii: "{") {
      let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
      if length >= 2, length <= 100_000_000 { return .safetensors }
    }
    return nil
  }

  private static func byText(_ start: Slice<UnsafeRawBufferPointer>) -> Lookalike? {
    // What is cut in the middle of a character decodes to U+FFFD, at the very end only.
    let text = String(decoding: start, as: UTF8.self)
    let isText = text.unicodeScalars.dropLast().allSatisfy { scalar in
      scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0xFFFD
        || scalar.value == 0x0A || scalar.value == 0x0D || scalar.value == 0x09
    }
    guard isText else { return nil }
    switch text.first(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }) {
    case "<": return .html
    case "{", "[": return .json
    default: return .text
    }
  }

  /// `model.gguf.part01`, `model.gguf-split-b`, `model.gguf.002`.
  private static func namesAPart(_ fileName: String) -> Bool {
    let words = fileName.lowercased().split(separator: ".").dropFirst()
    guard let last = words.last, words.contains(where: { $0.hasPrefix("gguf") }) else {
      return false
    }
    return last.contains("part") || last.contains("split")
      || last.allSatisfy { ("0"..."9").contains($0) }
  }

  /// What the file seems to be and what to do with it; `firstBytes` are shown where nobody knows.
  func sentence(firstBytes: [UInt8]) -> String {
    switch self {
    case .zip: "it is a ZIP archive; unpack it, or get the model's GGUF file"
    case .tar: "it is a tar archive; unpack it and open the .gguf file inside"
    case .compressed(let format): "it is compressed with \(format); unpack it first"
    case .safetensors: "it is a safetensors file; get the model's GGUF file"
    case .pickle: "it is a Python pickle; get the model's GGUF file"
    case .oldGGML: "it is in a ggml format from before GGUF; get a newly converted file"
    case .gitLFSPointer: "it is a Git LFS pointer; run `git lfs pull` to get the file itself"
    case .html: "it is a web page; download the file itself, not the page that shows it"
    case .json: "it is JSON, perhaps a server's error; look inside and download the file again"
    case .text: "it is text, perhaps a server's error; look inside and download the file again"
    case .zeros: "it begins with zeros, as a download that stopped does; download it again"
    case .partByName:
      "by its name it is a later part of a file cut in pieces; join them in order with cat"
    case .unknown:
      "it begins with the bytes \(firstBytes.map(Self.hexadecimal).joined(separator: " ")); "
        + "name a .gguf file"
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}
