package dev.carillon.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.json.Json;
import dev.carillon.testkit.Corpus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** E-mail addresses by the classes of the public suites, read as those of a user and of a mail. */
class AddressCorpusTest {
  private static final List<Corpus.Case> CASES = Corpus.of("addresses.tsv");

  @Test
  void theCorpusHasManyOfManyClasses() {
    assertThat(CASES).hasSizeGreaterThanOrEqualTo(160);
    assertThat(CASES.stream().map(Corpus.Case::kind).distinct()).hasSizeGreaterThan(20);
    assertThat(CASES)
        .extracting(each -> new String(each.bytes(), StandardCharsets.ISO_8859_1))
        .doesNotHaveDuplicates();
  }

  @Test
  void onlyOnePlainAddressIsTaken() {
    assertThat(CASES)
        .allSatisfy(
            each -> {
              assertThat(Checks.isEmail(each.text())).isEqualTo(each.isTaken());
              assertThat(isTaken(each, "{\"name\":\"A\",\"email\":\"", CreateUser.class))
                  .isEqualTo(each.isTaken());
              assertThat(isTaken(each, "{\"email\":\"", Recipient.class)).isEqualTo(each.isTaken());
            });
  }

  /** The bytes as they are: some are not even UTF-8. */
  private static boolean isTaken(Corpus.Case each, String before, Class<?> type) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    for (byte b : each.bytes()) {
      if (b >= 0 && b < 0x20) {
        json.writeBytes("\\u00%02x".formatted(b).getBytes(StandardCharsets.UTF_8));
      } else {
        json.writeBytes(b == '"' || b == '\\' ? new byte[] {'\\', b} : new byte[] {b});
      }
    }
    json.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
    try {
      Json.read(json.toByteArray(), type);
      return true;
    } catch (Failure refused) {
      assertThat(refused.details().get(0).pointer()).isIn("/email", "");
      return false;
    }
  }
}
