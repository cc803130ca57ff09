package dev.carillon.launcher.backup;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.terminal.Console;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.backup.SchemaRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon restore}: brings a backup back, and erases again who was erased since. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Brings a backup back into empty databases, erases again whoever was erased since, and adds"
          + " up.",
      "Nothing of Carillon may run on them meanwhile, and nothing starts before it is finished."
    })
public final class RestoreCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "The data folder of `up`, where no settings name databases (default: .carillon).")
  private Path data = Path.of(".carillon");

  @Option(
      names = "--erasures",
      paramLabel = "FILE",
      description =
          "A journal of erasures (CARILLON_ERASURE_JOURNAL); may be given several times. That of"
              + " the data folder, and a database that is replaced, are asked without being named.")
  private List<Path> journals = List.of();

  @Option(
      names = "--without-erasures",
      description = "Goes on where nobody knows who was erased since: they come back.")
  private boolean withoutErasures;

  @Option(names = "--replace", description = "Drops what is in the databases now.")
  private boolean replace;

  @Option(
      names = "--verify",
      description =
          "Changes nothing: says whether the books balance, whoever must be erased is, and each"
              + " profile has a user.")
  private boolean verify;

  private final Terminal terminal;

  /** Prints to a terminal. */
  public RestoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Console progress = new Console(terminal.out(), Clocks.system());
    try (BackupFile backup = BackupFile.open(file);
        Databases databases = Databases.of(terminal, data, !verify, progress)) {
      KnownErasures known = journals();
      if (!verify) {
        restore(backup, databases, known);
      } else {
        Databases.await(databases.users().open());
        Databases.await(databases.mail().open());
      }
      known.add(List.copyOf(backup.erased()));
      if (!verified(databases, known)) {
        return 1;
      }
      if (!verify) {
        finish(databases);
      }
      return 0;
    } catch (IOException e) {
      throw new LaunchFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private KnownErasures journals() {
    KnownErasures known = new KnownErasures();
    List<Path> all = new ArrayList<>(journals);
    Path own = data.resolve("erasures");
    if (Files.exists(own)) {
      all.add(own);
    }
    all.forEach(known::read);
    return known;
  }

  private void restore(BackupFile backup, Databases databases, KnownErasures known)
      throws IOException {
    try (SchemaRestore users = SchemaRestore.of(databases.users().pg());
        SchemaRestore mail = SchemaRestore.of(databases.mail().pg())) {
      prepare(users, mail, databases, known);
      if (!known.isKnown() && !withoutErasures) {
        throw new LaunchFailure(
            "Nobody knows who was erased since the backup: name a journal with --erasures, or go on"
                + " with --without-erasures and erase them by hand");
      }
      if (known.isKnown()) {
        known.requireAllOf(backup.erased());
      }
      users.requireVersionOf(backup.manifest().schema("users"));
      mail.requireVersionOf(backup.manifest().schema("notifier"));
      backup.check();
      Occupants.keepOut(List.of(users, mail), known.isKnown() ? known.ids() : null);
      fill(backup, databases, users, mail);
    }
    Databases.await(databases.users().open());
    Databases.await(databases.mail().open());
    int taken = Databases.await(databases.mail().takeBack());
    terminal.out().printf("%d mails were in the hands of processes, and wait again.%n", taken);
    int erased = eraseAgain(databases, known);
    terminal.out().printf("%d people were erased since the backup, and are again.%n", erased);
  }

  /** From now on services may start on it. */
  private static void finish(Databases databases) throws IOException {
    for (PgUrls urls : List.of(databases.users().pg(), databases.mail().pg())) {
      try (SchemaRestore schema = SchemaRestore.of(urls)) {
        schema.mark().clear();
      }
    }
  }

  /** Asks what is there who is erased. */
  private void prepare(
      SchemaRestore users, SchemaRestore mail, Databases databases, KnownErasures known)
      throws IOException {
    Occupants.requireNone(List.of(users, mail));
    if (users.mark().isSet() || mail.mark().isSet()) {
      users.mark().erased().ifPresent(known::add);
      return;
    }
    boolean isUsed = users.exists() || mail.exists();
    if (isUsed && !replace) {
      throw new LaunchFailure(
          "The databases hold data of Carillon already: --replace drops them first");
    }
    if (!replace && !Databases.await(databases.users().documents().isEmpty())) {
      throw new LaunchFailure(
          "The document store (CARILLON_MONGO_URL) holds profiles already, perhaps those of another"
              + " installation: --replace removes them first");
    }
    if (!isUsed) {
      return;
    }
    users.mark().erasedInSchema().ifPresent(known::add);
  }

  private void fill(BackupFile backup, Databases databases, SchemaRestore users, SchemaRestore mail)
      throws IOException {
    for (SchemaRestore schema : List.of(users, mail)) {
      schema.drop();
    }
    Databases.await(databases.users().migrate());
    Databases.await(databases.mail().migrate());
    users.fill(backup.zip(), backup.manifest().schema("users"));
    mail.fill(backup.zip(), backup.manifest().schema("notifier"));
    Databases.await(databases.users().documents().clear());
    AtomicInteger strays = new AtomicInteger();
    backup.profiles(
        some -> strays.addAndGet(Databases.await(databases.users().restoreProfiles(some))));
    terminal.out().println("The state of " + backup.manifest().at() + " is back.");
    if (strays.get() > 0) {
      terminal
          .out()
          .printf(
              "Profiles whose user is not in the backup, and which were left out: %d.%n",
              strays.get());
    }
  }

  private static boolean isGone(Databases databases, UUID id) {
    return Databases.await(databases.users().isGone(id))
        && Databases.await(databases.mail().isGone(id));
  }

  private static int eraseAgain(Databases databases, KnownErasures known) {
    int erased = 0;
    for (UUID id : known.ids()) {
      if (!isGone(databases, id)) {
        var event = Databases.await(databases.users().erase(id));
        if (event.isPresent()) {
          Databases.await(databases.mail().erase(event.get()));
          erased++;
        }
      }
    }
    return erased;
  }

  /** Whether books and directory balance and nobody is back; says what is wrong. */
  private boolean verified(Databases databases, KnownErasures known) {
    Ledger ledger = Databases.await(databases.mail().ledger());
    terminal
        .out()
        .printf(
            "Mail: %d accepted, %d lost, %d doubled: the books %s.%n",
            ledger.accepted(),
            ledger.lost(),
            ledger.doubled(),
            ledger.balanced() ? "balance" : "do NOT balance");
    List<UUID> back = new ArrayList<>();
    for (UUID id : known.ids()) {
      if (!isGone(databases, id)) {
        back.add(id);
      }
    }
    terminal.out().printf("Erasures: %d known, %d missing.%n", known.ids().size(), back.size());
    back.stream().limit(SHOWN).forEach(id -> terminal.out().println("  not erased: " + id));
    Set<UUID> strays = Databases.await(databases.users().strayProfiles());
    terminal.out().printf("Profiles whose user is not there: %d.%n", strays.size());
    strays.stream().limit(SHOWN).forEach(id -> terminal.out().println("  a profile of: " + id));
    return ledger.balanced() && back.isEmpty() && strays.isEmpty();
  }
}
