package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.testkit.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JSON texts by the classes of the public parsing suites, read by the reader of the house. */
class JsonCorpusTest {
  private static final List<Corpus.Case> CASES = Corpus.of("json.tsv");

  @Test
  void theCorpusHasAllClasses() {
    assertThat(CASES).hasSizeGreaterThanOrEqualTo(300);
    assertThat(CASES).filteredOn(c -> c.kind().startsWith("y_")).hasSizeGreaterThan(100);
    assertThat(CASES).filteredOn(c -> c.kind().startsWith("n_")).hasSizeGreaterThan(200);
    assertThat(CASES).filteredOn(c -> c.kind().startsWith("i_")).hasSizeGreaterThan(50);
    assertThat(CASES).extracting(Corpus.Case::kind).doesNotHaveDuplicates();
    assertThat(CASES)
        .allSatisfy(
            c -> {
              assertThat(c.kind()).matches("[yni]_.+");
              assertThat(c.kind().startsWith("y_") && !c.isTaken()).isFalse();
              assertThat(c.kind().startsWith("n_") && c.isTaken()).isFalse();
            });
  }

  @Test
  void eachIsTakenOrRefusedAsItsClassSays() {
    assertThat(CASES).allSatisfy(JsonCorpusTest::assertVerdict);
  }

  private static void assertVerdict(Corpus.Case each) {
    Failure refusal = refusal(each.bytes(), Doc.class);
    if (!each.isTaken()) {
      assertThat(refusal).isNotNull();
      assertThat(refusal.code()).isEqualTo(FailureCode.INVALID);
      assertThat(refusal.message()).contains(each.reason());
      return;
    }
    assertThat(refusal).isNull();
    Doc doc = Json.read(each.bytes(), Doc.class);
    assertThat(Json.read(Json.bytes(doc), Doc.class)).isEqualTo(doc);
    assertThat(Json.read(each.text(), Doc.class)).isEqualTo(doc);
  }

  /** Whatever comes, a reader of records refuses it as a mistake of who sent it. */
  @Test
  void noRecordIsMadeOfAnyAndNothingElseIsThrown() {
    assertThat(CASES).allSatisfy(JsonCorpusTest::assertNoRecord);
  }

  private static void assertNoRecord(Corpus.Case each) {
    byte[] inside =
        ("{\"to\":{\"email\":\"a@b.c\"},\"template\":\"t\",\"data\":{\"a\":"
                + latin(each)
                + "},\"x\":1}")
            .getBytes(StandardCharsets.ISO_8859_1);
    for (Class<?> type : new Class<?>[] {CreateUser.class, AcceptMail.class}) {
      for (byte[] json : new byte[][] {each.bytes(), inside}) {
        assertThat(refusal(json, type))
            .isNotNull()
            .extracting(Failure::code)
            .isEqualTo(FailureCode.INVALID);
      }
    }
  }

  private static String latin(Corpus.Case each) {
    return new String(each.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static Failure refusal(byte[] json, Class<?> type) {
    try {
      Json.read(json, type);
      return null;
    } catch (Failure refused) {
      return refused;
    }
  }
}
