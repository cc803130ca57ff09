package dev.carillon.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.testkit.Corpus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strings that break programs, by the classes of the public lists. */
class StringCorpusTest {
  private static final List<Corpus.Case> CASES = Corpus.of("strings.tsv");

  @Test
  void theCorpusHasManyOfManyClasses() {
    assertThat(CASES).hasSizeGreaterThanOrEqualTo(500);
    assertThat(CASES.stream().map(Corpus.Case::kind).distinct()).hasSizeGreaterThan(30);
    assertThat(CASES).extracting(Corpus.Case::text).doesNotHaveDuplicates();
  }

  @Test
  void aNameIsTakenAsItIsOrRefusedWithItsReason() {
    assertThat(CASES).allSatisfy(StringCorpusTest::assertName);
  }

  private static void assertName(Corpus.Case each) {
    byte[] json = Json.bytes(Doc.object("email", "a@example.org", "name", each.text()));
    try {
      CreateUser user = Json.read(json, CreateUser.class);
      assertThat(each.isTaken()).isTrue();
      assertThat(user.name()).isEqualTo(each.text());
      assertThat(Json.read(Json.bytes(user), CreateUser.class)).isEqualTo(user);
    } catch (Failure refused) {
      assertThat(each.isTaken()).as(refused.message()).isFalse();
      assertThat(refused.details()).extracting(FieldError::pointer).containsOnly("/name");
      assertThat(refused.details()).anyMatch(error -> error.detail().contains(each.reason()));
    }
  }

  /** What people read in a mail has the rule of names, with lengths of its own. */
  @Test
  void aSubjectAndTheNameOfARecipientAreTakenLikeNames() {
    assertThat(CASES)
        .filteredOn(each -> each.isTaken() || !each.reason().equals("longer"))
        .allSatisfy(
            each -> {
              String text = each.text();
              Recipient to = new Recipient(null, "a@example.org", "Ada");
              assertThat(isTaken(() -> AcceptMail.of(to, text, "t", null)))
                  .isEqualTo(each.isTaken());
              assertThat(
                      isTaken(
                          () ->
                              AcceptMail.of(
                                  new Recipient(null, "a@example.org", text), "s", "t", null)))
                  .isEqualTo(each.isTaken());
            });
  }

  private static boolean isTaken(Runnable making) {
    try {
      making.run();
      return true;
    } catch (Failure refused) {
      assertThat(refused.code()).isEqualTo(FailureCode.INVALID);
      return false;
    }
  }
}
