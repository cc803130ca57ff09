package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.erasure.Erasures;
import dev.carillon.notifier.domain.events.UserEvents;
import dev.carillon.notifier.domain.suppression.UnsubscribeLinks;
import dev.carillon.notifier.store.pg.QueueTables;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** New users get the stored template. */
class WelcomeIT extends QueueTables {
  private static final String BUILT_IN = "Hello Ada,\n\nwelcome! Your account is ready.\n";

  private final UserEvents events =
      new UserEvents(
          stores.accepts(),
          new Erasures(stores.erasures()),
          stores.templates(),
          new MailFactory(ids, "test", Set.of(), new UnsubscribeLinks(new byte[] {1}, null)),
          true,
          () -> {});

  @AfterEach
  void theDefaultIsBack() {
    asOwner(
        "delete from template where name = 'welcome';"
            + "insert into template (name, version, subject, body_text, created_at)"
            + " values ('welcome', 1, 'Welcome, {{to.name}}',"
            + " E'Hello {{to.name}},\\n\\nwelcome! Your account is ready.\\n', now())");
  }

  @Test
  void theDefaultLiesThereAndWhatReplacesItIsSent() {
    Outgoing usual = welcomed();
    assertThat(usual.subject()).isEqualTo("Welcome, Ada");
    assertThat(usual.content().text()).isEqualTo(BUILT_IN);
    assertThat(usual.tags().template()).isEqualTo("welcome");
    assertThat(usual.sender()).isNull();
    put(new TemplateSpec("Salut {{to.name}}", "{{to.email}}", "<p>{{to.name}}</p>", true));
    Outgoing other = welcomed();
    assertThat(other.subject()).isEqualTo("Salut Ada");
    assertThat(other.content().text()).isEqualTo("ada@b.c");
    assertThat(other.content().html()).isEqualTo("<p>Ada</p>");
    assertThat(other.tags().holdUnknown()).isTrue();
  }

  @Test
  void aTemplateThatIsMissingOrCannotBeFilledKeepsNobodyWaiting() {
    put(new TemplateSpec("Hi", "{{plan}}", null, null));
    assertThat(welcomed().content().text()).isEqualTo(BUILT_IN);
    stores.templates().delete(new TemplateName("welcome", null)).await();
    assertThat(welcomed().content().text()).isEqualTo(BUILT_IN);
  }

  private static void put(TemplateSpec spec) {
    stores.templates().put(new PutTemplate("welcome", spec)).await();
  }

  private Outgoing welcomed() {
    UUID user = UUID.randomUUID();
    events
        .on(
            new DomainEvent<>(
                DomainEvent.SPEC_VERSION,
                ids.next(),
                "users",
                "users.changed.v1",
                user.toString(),
                Clocks.system().now(),
                new UserEvent.Created(user, "ada@b.c", "Ada", 1, true)))
        .await();
    return claim(1001).mails().get(0);
  }
}
