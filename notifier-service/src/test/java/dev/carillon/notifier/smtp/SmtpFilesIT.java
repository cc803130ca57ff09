package dev.carillon.notifier.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import dev.carillon.lifecycle.Component;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.reload.Reload;
import dev.carillon.reload.SettingFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that settings of the mailer name, and what becomes of them while it runs. */
class SmtpFilesIT {
  private static final Pattern SIGNATURE =
      Pattern.compile("(?s)DKIM-Signature:.*? b=([^:]*?)\r\n\\S");

  private static final SelfSignedCertificate GOOD = SelfSignedCertificate.create("localhost");
  private static final SelfSignedCertificate ELSEWHERE =
      SelfSignedCertificate.create("elsewhere.test");
  private static final Outgoing MAIL = TestMails.outgoing();

  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aCertificateMustBeTrustedAndForTheRightName() throws Exception {
    assertThat(throughTls(GOOD, null).result()).isEqualTo(Delivery.Result.AWAY);
    assertThat(throughTls(GOOD, ELSEWHERE).result()).isEqualTo(Delivery.Result.AWAY);
    assertThat(throughTls(ELSEWHERE, ELSEWHERE).result()).isEqualTo(Delivery.Result.AWAY);
    Delivery trusted = throughTls(GOOD, GOOD);
    assertThat(trusted.result()).as(trusted.reply()).isEqualTo(Delivery.Result.SENT);
  }

  private Delivery throughTls(
      SelfSignedCertificate certificate, @Nullable SelfSignedCertificate trusted)
      throws IOException {
    FakeSmtp secure = secure(certificate);
    Path trust = trusted == null ? Path.of("") : copied(trusted);
    SmtpConfig config =
        config(secure.start().await(), "?tls=required", "CARILLON_SMTP_TRUST", trust);
    Delivery delivery = send(new SmtpMailer(vertx, Timers.of(vertx), Clocks.system(), config));
    boolean sent = delivery.result() == Delivery.Result.SENT;
    assertThat(secure.contents).as(delivery.reply()).hasSize(sent ? 1 : 0);
    return delivery;
  }

  private FakeSmtp secure(SelfSignedCertificate certificate) {
    FakeSmtp secure =
        new FakeSmtp(vertx, new NetServerOptions().setKeyCertOptions(certificate.keyCertOptions()));
    secure.offers = "PIPELINING\nSTARTTLS";
    return secure;
  }

  @Test
  void certificatesToTrustAreReadAgain() throws Exception {
    FakeSmtp server = secure(GOOD);
    Path trust = copied(ELSEWHERE);
    SmtpConfig config =
        config(server.start().await(), "?tls=required", "CARILLON_SMTP_TRUST", trust);
    Reload reload = running(config);
    SmtpMailer mailer = new SmtpMailer(vertx, Timers.of(vertx), Clocks.system(), config);
    assertThat(send(mailer).reply())
        .contains("is the certificate trusted")
        .doesNotContain("timed out");

    copied(GOOD);
    reload.run().await();
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);

    Files.writeString(trust, "-----BEGIN CERTIFICATE-----\nhalf a file");
    reload.run().await();
    SmtpMailer another =
        new SmtpMailer(vertx, Timers.of(vertx), Clocks.system(), config); // connects anew
    assertThat(send(another).result()).isEqualTo(Delivery.Result.SENT);
  }

  @Test
  void theKeyThatSignsIsReadAgain() throws Exception {
    FakeSmtp server = new FakeSmtp(vertx, new NetServerOptions());
    Path key = newKey();
    SmtpConfig config = config(server.start().await(), "", "CARILLON_DKIM_KEY", key);
    Reload reload = running(config);
    SmtpMailer mailer = new SmtpMailer(vertx, Timers.of(vertx), Clocks.system(), config);
    String first = signature(mailer, server);
    assertThat(signature(mailer, server)).isEqualTo(first);

    newKey();
    assertThat(signature(mailer, server)).isEqualTo(first);
    reload.run().await();
    String second = signature(mailer, server);
    assertThat(second).isNotEqualTo(first);

    Files.delete(key);
    reload.run().await();
    assertThat(signature(mailer, server)).isEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CARILLON_SMTP_TRUST", "CARILLON_DKIM_KEY"})
  void aFileThatCannotBeUsedIsRefusedAtStart(String setting) throws Exception {
    Path file = folder.resolve("given.pem");
    String refused = setting + " names a file that cannot be used: " + file;
    assertRefused(setting, file, refused + " does not exist");
    for (String marked : new String[] {"marked", "-----BEGIN CERTIFICATE-----\nmarked", ""}) {
      Files.writeString(file, marked);
      assertRefused(setting, file, refused + " holds ");
    }
    Files.write(file, new byte[] {(byte) 0xc0, 0, 1});
    assertRefused(setting, file, refused + " is not a text");
  }

  private static void assertRefused(String setting, Path file, String why) {
    assertThatThrownBy(() -> config(25, "", setting, file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("marked");
  }

  private Reload running(SmtpConfig config) {
    assertThat(config.files()).hasSize(1);
    for (SettingFile<?> file : config.files()) {
      Component component = file.component(vertx);
      component.start().get().await();
    }
    return Reload.of(vertx);
  }

  private static SmtpConfig config(int port, String query, String setting, Path file) {
    ConfigSource source =
        ConfigSource.of(
            new JsonObject()
                .put("CARILLON_SMTP_URL", "smtp://localhost:" + port + query)
                .put(setting, file.toString()),
            Map.of());
    SmtpConfig config = SmtpConfig.read(source);
    source.verify();
    return config;
  }

  private Path copied(SelfSignedCertificate certificate) throws IOException {
    return Files.copy(
        Path.of(certificate.certificatePath()),
        folder.resolve("trust.pem"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Path newKey() throws IOException, GeneralSecurityException {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    return Files.writeString(
        folder.resolve("dkim.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
  }

  /** Of a mail that is always the same. */
  private String signature(SmtpMailer mailer, FakeSmtp server) {
    server.contents.clear();
    assertThat(send(mailer).result()).isEqualTo(Delivery.Result.SENT);
    Matcher signature = SIGNATURE.matcher(server.contents.get(0));
    assertThat(signature.find()).as(server.contents.get(0)).isTrue();
    return signature.group(1);
  }

  private Delivery send(SmtpMailer mailer) {
    Promise<Delivery> sent = Promise.promise();
    Future<Delivery> answer = sent.future();
    vertx
        .getOrCreateContext()
        .runOnContext(v -> mailer.send(MAIL, new WireState()).onComplete(sent));
    return answer.await();
  }
}
