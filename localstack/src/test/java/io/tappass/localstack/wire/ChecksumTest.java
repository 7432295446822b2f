package io.tappass.localstack.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
  /** The check values of the algorithms' catalogues for the text 123456789. */
  @ParameterizedTest
  @CsvSource({
    "CRC32,cbf43926",
    "CRC32C,e3069283",
    "CRC64NVME,ae8b14860a799888",
    "SHA1,f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256,15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
  })
  void theCheckValueIsMet(Checksum checksum, String expected) {
    byte[] sum = checksum.of("123456789".getBytes(US_ASCII));
    assertThat(HexFormat.of().formatHex(sum)).isEqualTo(expected);
  }
}
