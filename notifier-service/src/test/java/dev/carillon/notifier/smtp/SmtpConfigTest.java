package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.mail.From;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpConfigTest {
  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example,                        mail.example:25,  STARTTLS, false",
    "smtp://mail.example:587?tls=required,       mail.example:587, STARTTLS, false",
    "smtp://u:p@relay.lan?tls=none,              relay.lan:25,     NONE,     true",
    "smtps://u:p@mail.example,                   mail.example:465, IMPLICIT, false",
    "smtps://mail.example:4465?tls=required,     mail.example:4465, IMPLICIT, false",
    "smtp://127.0.0.1:2525,                      127.0.0.1:2525,   NONE,     false",
    "smtp://localhost?tls=required,              localhost:25,     STARTTLS, false",
    "smtp://[::1],                               [::1]:25,         NONE,     false",
  })
  void theUrlSaysHowAConnectionIsProtected(
      String url, String name, SmtpServerConfig.Tls tls, boolean isUnprotected) {
    SmtpConfig config = read("CARILLON_SMTP_URL", url);
    assertThat(config.serverNames()).containsExactly(name);
    assertThat(config.servers().get(0).tls()).isEqualTo(tls);
    assertThat(config.unprotected()).hasSize(isUnprotected ? 1 : 0);
    assertThat(config.servers().get(0).verdictLimit()).isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CARILLON_SMTP_URL | smtp://mail.example?tls=perhaps",
        "CARILLON_SMTP_URL | smtps://mail.example?tls=none",
        "CARILLON_SMTP_URL | smtp://mail.example?x=1",
        "CARILLON_SMTP_URL | http://mail.example",
        "CARILLON_SMTP_HELO | two words",
        "CARILLON_MAIL_FROM | Ada <a@b.c",
        "CARILLON_MAIL_FROM | Ada <a@b.c> <d@e.f>",
        "CARILLON_MAIL_FROM | Ada",
        "CARILLON_MAIL_SENDERS | a@b.c, Ada <d@e.f>",
      })
  void whatIsAmissIsSaidByName(String name, String value) {
    ConfigSource source = source(name, value);
    SmtpConfig.read(source);
    assertThatThrownBy(source::verify)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name)
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a@b.c             | a@b.c |",
        "Ada <a@b.c>       | a@b.c | Ada",
        "\"Ada, C.\" <a@b.c> | a@b.c | Ada, C.",
        "Zoë <a@b.c>       | a@b.c | Zoë",
        "<a@b.c>           | a@b.c |",
      })
  void theSenderMayHaveAName(String text, String email, String name) {
    SmtpConfig config = read("CARILLON_MAIL_FROM", text);
    assertThat(config.from()).isEqualTo(new From(email, name));
    assertThat(config.domain()).isEqualTo("b.c");
  }

  @Test
  void mailMayBeSentFromTheUsualAddressAndThoseOfTheList() {
    assertThat(read("CARILLON_MAIL_SENDERS", "News@b.c, d@e.f").allowedFroms())
        .containsExactlyInAnyOrder("carillon@carillon.localhost", "news@b.c", "d@e.f");
  }

  @Test
  void serversAreGreetedWithTheHostsNameOrTheOneThatIsSet() {
    assertThat(read("CARILLON_SMTP_HELO", "mx.example.org").servers().get(0).ownName())
        .isEqualTo("mx.example.org");
    assertThat(read("CARILLON_SMTP_HELO", "[192.0.2.1]").servers().get(0).ownName())
        .isEqualTo("[192.0.2.1]");
    assertThat(read("CARILLON_SMTP_CONNECTIONS", "8").servers().get(0).ownName())
        .matches("[A-Za-z0-9.-]+")
        .isNotEqualTo("carillon.localhost");
  }

  private static SmtpConfig read(String name, String value) {
    ConfigSource source = source(name, value);
    SmtpConfig config = SmtpConfig.read(source);
    source.verify();
    return config;
  }

  private static ConfigSource source(String name, String value) {
    return ConfigSource.of(
        new JsonObject().put("CARILLON_SMTP_URL", "smtp://mail.example").put(name, value),
        Map.of());
  }
}
