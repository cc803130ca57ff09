package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Mail is found by what its subject says, a stretch at a time. */
class SubjectsIT extends QueueTables {
  private static final int STRETCH = 20_000;

  @Test
  void partOfASubjectInAnyCaseIsEnough() {
    UUID invoice = said("Your Invoice 100% _7");
    said("Hello");
    assertThat(found("invoice", null, null)).containsExactly(invoice);
    assertThat(found("INVOICE 1", null, null)).containsExactly(invoice);
    assertThat(found("100% _7", null, null)).containsExactly(invoice);
    assertThat(found("100__7", null, null)).as("no pattern").isEmpty();
    assertThat(found("invoice", MailState.READY, null)).containsExactly(invoice);
    assertThat(found("invoice", MailState.SENT, null)).isEmpty();
    assertThat(found("invoice", null, "a@b.c")).containsExactly(invoice);
    assertThat(found("invoice", null, "b@b.c")).isEmpty();
  }

  @Test
  void whatIsErasedIsNotFound() {
    UUID erased = said("Secret");
    asOwner("update mail set subject = null where id = '%s'".formatted(erased));
    assertThat(found("secret", null, null)).isEmpty();
    assertThat(found("null", null, null)).isEmpty();
  }

  /**
   * A page that finds nothing says where the next one goes on; nobody is seen twice or left out.
   */
  @Test
  void theSearchGoesOnWhereItEnded() {
    List<UUID> wanted = new ArrayList<>(List.of(said("Oldest wanted")));
    others(2);
    wanted.add(said("Wanted, the last of the second stretch"));
    for (int left = STRETCH - 2; left > 0; left -= 1000) {
      others(Math.min(1000, left));
    }
    wanted.addAll(List.of(said("Wanted"), said("wanted too"), said("Last wanted")));
    List<UUID> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String cursor = null;
    do {
      MailPage page = page("wanted", null, null, new PageRequest(2, cursor));
      sizes.add(page.items().size());
      page.items().stream().map(Mail::id).forEach(seen::add);
      cursor = page.next();
    } while (cursor != null);
    assertThat(seen).containsExactlyElementsOf(wanted.reversed());
    assertThat(sizes).containsExactly(2, 2, 1);
  }

  /** The order of the parameters, whatever else is asked for. */
  @Test
  void aSubjectGoesWithEachOtherFilter() {
    UUID user = UUID.randomUUID();
    UUID theirs = said("Sale");
    UUID templated = said("Sale");
    asOwner("update mail set template = 'shop' where id = '%s'".formatted(templated));
    asOwner("update mail set user_id = '%s' where id = '%s'".formatted(user, theirs));
    said("Sale");
    PageRequest page = new PageRequest(50, null);
    assertThat(ids(new ListMails(null, null, user, null, null, null, "sale", page)))
        .containsExactly(theirs);
    assertThat(ids(new ListMails("a@b.c", MailState.READY, null, "shop", null, null, "sale", page)))
        .containsExactly(templated);
    assertThat(ids(new ListMails(null, null, null, null, null, Instant.EPOCH, "sale", page)))
        .isEmpty();
    Instant later = Instant.parse("2200-01-01T00:00:00Z");
    assertThat(ids(new ListMails(null, null, null, null, later, null, "sale", page))).isEmpty();
  }

  private static List<UUID> ids(ListMails request) {
    return stores.mails().list(request).await().items().stream().map(Mail::id).toList();
  }

  private static void others(int count) {
    stores.inserts().enqueue(Stream.generate(QueueTables::mail).limit(count).toList()).await();
  }

  private static UUID said(String subject) {
    NewMail mail = mail();
    stores.inserts().enqueue(List.of(mail)).await();
    asOwner("update mail set subject = '%s' where id = '%s'".formatted(subject, mail.id()));
    return mail.id();
  }

  private static List<UUID> found(
      String subject, @Nullable MailState state, @Nullable String recipient) {
    return page(subject, state, recipient, new PageRequest(50, null)).items().stream()
        .map(Mail::id)
        .toList();
  }

  private static MailPage page(
      String subject, @Nullable MailState state, @Nullable String recipient, PageRequest page) {
    return stores
        .mails()
        .list(new ListMails(recipient, state, null, null, null, null, subject, page))
        .await();
  }
}
