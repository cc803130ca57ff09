package dev.carillon.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some hundred creates, with SIGKILL of the JVM (and every other time of PostgreSQL too) at random
 * points of them. The tables are the witness.
 */
class UsersCrashIT {
  /** A search of an hour has more: {@code -Dcrash.rounds=200}. */
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);

  private static final int CREATES = 100;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger next = new AtomicInteger();

  @Test
  void aUserItsAuditAndItsEventAreOneThingAndEachEffectHappensOnce() {
    Path data = folder.resolve("data");
    Random random = new Random(42);
    try (SmtpSink sink = SmtpSink.start(folder)) {
      Map<String, String> environment = Map.of("CARILLON_SMTP_URL", sink.url());
      for (int round = 0; round < ROUNDS; round++) {
        try (Up up = Up.start(data, environment)) {
          createThenKill(up, random.nextInt(CREATES), round % 2 == 1);
        }
      }
      try (Up up = Up.start(data, environment);
          Database database = Database.in(up.data())) {
        Await.until(
            LIMIT,
            () -> "an empty outbox",
            () -> database.number("select count(*) from users.outbox") == 0);
        check(database);
      }
    }
  }

  private void createThenKill(Up up, int killAfter, boolean database) {
    Client client = up.client();
    int before = acknowledged.size();
    long postmaster = up.postmaster();
    try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < CREATES; i++) {
        senders.execute(
            () -> {
              String email = "crash" + next.incrementAndGet() + "@example.org";
              JsonObject user = new JsonObject().put("email", email).put("name", "Crash");
              Client.Answer answer = client.post("/v1/users", user);
              if (answer.status() == 201) {
                acknowledged.add(answer.json().getString("id"));
              }
            });
      }
      Await.until(
          LIMIT, () -> killAfter + " creates", () -> acknowledged.size() - before >= killAfter);
      if (database) {
        ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
      }
      up.process().kill();
    }
  }

  private void check(Database database) {
    Set<String> users = Set.copyOf(database.texts("select id::text from users.users"));
    assertThat(users).as("what was acknowledged is there").containsAll(acknowledged);
    assertThat(
            database.number(
                "select count(*) from users.users u where (select count(*) from users.audit_log a"
                    + " where a.user_id = u.id and a.action = 'created') <> 1"))
        .as("users without their audit entry")
        .isZero();
    assertThat(
            database.number(
                "select count(*) from users.audit_log a where not exists (select from users.users u"
                    + " where u.id = a.user_id)"))
        .as("audit entries of nobody")
        .isZero();
    assertThat(database.number("select count(*) from notifier.inbox_event"))
        .as("each user's event, and no other, had its effect")
        .isEqualTo(users.size());
    assertThat(
            database.number(
                "select count(*) from users.users u where (select count(*) from notifier.mail m"
                    + " where lower(m.recipient) = lower(u.email)) <> 1"))
        .as("users without exactly one welcome mail")
        .isZero();
    assertThat(database.number("select count(*) from notifier.mail")).isEqualTo(users.size());
  }
}
