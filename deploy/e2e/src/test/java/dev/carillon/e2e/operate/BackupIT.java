package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.Up;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Database;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup under load, all data gone, and a restore: what was acknowledged before it is there, and
 * nobody is back who was erased after it.
 */
class BackupIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The marks of a restore which is not finished. */
  private static final String MARKS =
      "select nspname from pg_namespace where nspname like '%_restore' order by 1";

  /** A profile that was stored after the users were read. */
  private static final JsonObject STRAY =
      new JsonObject()
          .put("_id", "01a2053c-f08d-7000-9f43-db727cead178")
          .put("profile", new JsonObject().put("a", 1));

  private static final String EMPTIED = "emptied";

  @TempDir Path folder;

  private final List<String> users = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private int commands;

  @Test
  void whatWasAcknowledgedIsBackAndWhoWasErasedIsNot() throws Exception {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("backup.zip");
    Path journal = folder.resolve("erasures");
    Map<String, String> settings =
        Map.of("CARILLON_ERASURE_JOURNAL", journal.toString(), "CARILLON_WELCOME", "off");
    List<String> acknowledged;
    List<String> accepted;
    String scheduled;
    String erasedBefore;
    String erasedAfter;
    try (Up up = Up.start(data, settings)) {
      Client client = up.client();
      erasedBefore = user(client, "before");
      client.send("DELETE", "/v1/users/" + erasedBefore, null).hasStatus(200);
      erasedAfter = user(client, "after");
      client
          .put("/v1/users/" + erasedAfter + "/profile", new JsonObject().put("secret", "after"))
          .hasStatus(200);
      scheduled =
          client
              .post(
                  "/v1/emails",
                  new JsonObject()
                      .put("to", new JsonObject().put("userId", erasedAfter))
                      .put("subject", "Later")
                      .put("text", "Later")
                      .put("delay", "1h"))
              .hasStatus(202)
              .json()
              .getString("id");
      try (Load load = new Load(client)) {
        Await.until(LIMIT, () -> "some load", () -> users.size() > 20 && mails.size() > 20);
        acknowledged = List.copyOf(users);
        accepted = List.copyOf(mails);
        assertThat(run(0, settings, "backup", backup.toString(), "--data", data.toString()))
            .contains("The state of ");
      }
      client.send("DELETE", "/v1/users/" + erasedAfter, null).hasStatus(200);
      assertThat(Files.readString(journal)).contains(erasedBefore, erasedAfter);
    }
    wipe(data);
    assertThat(run(1, Map.of(), "restore", backup.toString(), "--data", data.toString()))
        .contains("Nobody knows who was erased since the backup");
    String[] restore = {
      "restore", backup.toString(), "--erasures", journal.toString(), "--data", data.toString()
    };
    assertThat(run(0, Map.of(), restore))
        .contains(
            "the books balance", "Erasures: 2 known, 0 missing", "1 people were erased since");

    try (Up up = Up.start(data, settings)) {
      Client client = up.client();
      for (String user : acknowledged) {
        client.get("/v1/users/" + user).hasStatus(200);
      }
      for (String mail : accepted) {
        client.get("/v1/emails/" + mail).hasStatus(200);
      }
      client.get("/v1/users/" + erasedBefore).hasStatus(404);
      client.get("/v1/users/" + erasedAfter).hasStatus(404);
      client.get("/v1/users/" + erasedAfter + "/profile").hasStatus(404);
      JsonObject mail = client.get("/v1/emails/" + scheduled).hasStatus(200).json();
      assertThat(mail.getString("state")).isEqualTo("cancelled");
      Await.until(
          LIMIT,
          () -> "balanced books: " + client.get("/v1/ledger").body(),
          () -> client.get("/v1/ledger").json().getBoolean("balanced"));
      String store =
          LocalStack.ofRunning(data, LocalStack.External.NONE).getString("CARILLON_MONGO_URL");
      String[] rehearsal = restore.clone();
      rehearsal[rehearsal.length - 1] = folder.resolve("rehearsal").toString();
      assertThat(run(1, Map.of("CARILLON_MONGO_URL", store), rehearsal))
          .contains("holds profiles already");
      // Somebody of the list who is not erased: what a restore without the list would leave.
      String line = "2026-11-27T00:00:00Z " + acknowledged.get(0) + "\n";
      Files.writeString(journal, Files.readString(journal) + line);
      assertThat(run(1, Map.of(), with(restore, "--verify")))
          .contains("1 missing", "not erased: " + acknowledged.get(0));
    }
    Path part = folder.resolve("part.zip");
    copy(backup, part, name -> name.equals("notifier/outcome") ? null : "");
    restore[1] = part.toString();
    assertThat(run(1, Map.of(), with(restore, "--replace"))).contains("The backup is damaged");
    assertThat(run(1, Map.of(), restore)).contains("--replace drops them first");
    breakOff(backup, data, restore);
    Path younger = folder.resolve("younger.zip");
    copy(backup, younger, name -> name.equals("profiles.ndjson") ? STRAY.encode() + "\n" : "");
    // Neither a journal nor the database that was dropped: the mark knows who was erased.
    assertThat(run(0, Map.of(), "restore", younger.toString(), "--data", data.toString()))
        .contains(
            "Profiles whose user is not in the backup, and which were left out: 1",
            "2 people were erased since",
            "Erasures: 3 known, 0 missing",
            "Profiles whose user is not there: 0");
    try (Up up = Up.start(data, settings)) {
      aProfileOfNobodyIsSaid(up, data, restore);
      up.client().get("/v1/users/" + acknowledged.get(0)).hasStatus(404);
      up.client().get("/v1/users/" + acknowledged.get(1)).hasStatus(200);
      up.client().get("/v1/emails/" + accepted.get(0)).hasStatus(200);
    }
  }

  /** In the second schema; no service starts on either of them. */
  private void breakOff(Path backup, Path data, String... restore) throws Exception {
    Path emptied = folder.resolve("emptied.zip");
    copy(backup, emptied, name -> name.equals("notifier/outcome") ? EMPTIED : "");
    restore[1] = emptied.toString();
    assertThat(run(1, Map.of(), with(restore, "--replace")))
        .contains("The backup has 0 rows of notifier.outcome");
    String port = Integer.toString(FreePorts.next());
    assertThat(run(1, Map.of(), "up", "--data", data.toString(), "--port", port))
        .contains("a restore into it was not finished: run it again");
    assertThat(run(1, Map.of(), "backup", folder + "/no.zip", "--data", data.toString()))
        .contains("was not finished");
    try (DataDirectory owned = DataDirectory.open(data);
        LocalStack stack = LocalStack.start(owned, LocalStack.External.SMTP, Progress.quiet());
        Database database =
            Database.of(stack.config().getString("CARILLON_NOTIFIER_MIGRATION_URL"))) {
      assertThat(database.texts(MARKS)).containsExactly("notifier_restore", "users_restore");
    }
  }

  /** A user whose row somebody deletes by hand, who leaves a profile. */
  private void aProfileOfNobodyIsSaid(Up up, Path data, String... restore) {
    String id = user(up.client(), "by-hand");
    up.client().put("/v1/users/" + id + "/profile", new JsonObject().put("a", 1)).hasStatus(200);
    try (Database database = Database.in(data)) {
      database.change("delete from users.users where id = '" + id + "'");
    }
    assertThat(run(1, Map.of(), with(restore, "--verify")))
        .contains("Profiles whose user is not there: 1", "a profile of: " + id);
  }

  /**
   * Copies a backup with another content.
   *
   * @param more what is added to an entry; null leaves it out, {@link #EMPTIED} empties it
   */
  private static void copy(Path from, Path to, Function<String, @Nullable String> more)
      throws IOException {
    try (ZipFile whole = new ZipFile(from.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry : Collections.list(whole.entries())) {
        String added = more.apply(entry.getName());
        if (added == null) {
          continue;
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        if (!added.equals(EMPTIED)) {
          whole.getInputStream(entry).transferTo(out);
          out.write(added.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private String user(Client client, String name) {
    return client.createUser(name + "@example.org", name).getString("id");
  }

  private static String[] with(String[] command, String option) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add(option);
    return all.toArray(String[]::new);
  }

  private String run(int status, Map<String, String> settings, String... command) {
    Path output = folder.resolve("command-" + ++commands + ".log");
    try (Running running =
        Running.start(output, settings, "dev.carillon.launcher.Carillon", command)) {
      int was = running.awaitExit();
      assertThat(was).as(running.output()).isEqualTo(status);
      return running.output();
    }
  }

  private static void wipe(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Users and mails, one after the other, until it is closed. */
  private final class Load implements AutoCloseable {
    private final AtomicBoolean on = new AtomicBoolean(true);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    Load(Client client) {
      threads.execute(
          () -> {
            for (int i = 0; on.get(); i++) {
              users.add(user(client, "load" + i));
            }
          });
      threads.execute(
          () -> {
            for (int i = 0; on.get(); i++) {
              mails.add(
                  client
                      .post("/v1/emails", Client.mail("m" + i + "@example.org", "S" + i))
                      .hasStatus(202)
                      .json()
                      .getString("id"));
            }
          });
    }

    @Override
    public void close() throws InterruptedException {
      on.set(false);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
