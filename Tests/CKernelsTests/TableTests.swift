import CKernels
import Testing

@Suite struct TableTests {
  @Test("Tables are found by name, the best one without")
  func names() {
    for table in tables {
      #expect(kernels_table(table.label)?.pointee.label == table.label)
    }
    #expect(kernels_table(nil)?.pointee.label == tables[0].label)
    #expect(kernels_table("")?.pointee.label == tables[0].label)
    #expect(kernels_table("avx3") == nil)
    #expect(plain.label == "plain")
  }
}
