package dev.carillon.launcher.backup;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.json.Json;
import dev.carillon.launcher.terminal.Console;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.store.pg.backup.BackedUpSchema;
import dev.carillon.store.pg.backup.SchemaBackup;
import dev.carillon.users.store.mongo.ProfileDocuments;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon backup}: all rows and documents as they are at one moment, into a file. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes users, profiles, mail, topics and keys into a file, while services run or not.",
      "Not in it: the keys that sign tokens, the local inbox, and files such as admin.key."
    })
public final class BackupCommand implements Callable<Integer> {
  /** Whoever has the backup could sign tokens; new ones are made at the first token. */
  private static final Set<String> LEFT_OUT = Set.of("signing_key", "ticket");

  @Parameters(paramLabel = "FILE", description = "The new file, such as carillon-monday.zip.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "The data folder of `up`, where no settings name databases (default: .carillon).")
  private Path data = Path.of(".carillon");

  private final Terminal terminal;

  /** Prints to a terminal. */
  public BackupCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Console progress = new Console(terminal.out(), Clocks.system());
    try (NewFile target = NewFile.begin(file);
        Databases databases = Databases.of(terminal, data, false, progress)) {
      Manifest manifest = write(databases, target.part());
      target.publish();
      terminal
          .out()
          .printf(
              "The state of %s is in %s: %d users, %d mails whose content is kept, %d profiles.%n",
              manifest.at(),
              file,
              manifest.schema("users").rows("users"),
              mails(manifest.schema("notifier")),
              manifest.profiles());
    } catch (IOException | UncheckedIOException e) {
      throw new LaunchFailure("No backup was made: " + e.getMessage(), e);
    }
    return 0;
  }

  private static long mails(BackedUpSchema notifier) {
    return notifier.tables().stream()
        .filter(table -> table.name().matches("mail_(\\d{8}|stray|carried|before)"))
        .mapToLong(BackedUpSchema.TableRows::rows)
        .sum();
  }

  /**
   * The mail is read as of the users' moment where both are in one database; else of a later one.
   */
  private static Manifest write(Databases databases, Path part) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
        ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
        SchemaBackup users = SchemaBackup.begin(databases.users().pg(), null);
        SchemaBackup mail = SchemaBackup.begin(databases.mail().pg(), users)) {
      String at = users.at();
      BackedUpSchema ofUsers = users.write(zip, LEFT_OUT);
      BackedUpSchema ofMail = mail.write(zip, Set.of());
      long profiles = profiles(databases.users().documents(), zip);
      Manifest manifest = new Manifest(Manifest.FORMAT, at, List.of(ofUsers, ofMail), profiles);
      zip.putNextEntry(new ZipEntry(BackupFile.MANIFEST));
      zip.write(Json.bytes(manifest));
      zip.closeEntry();
      zip.finish();
      channel.force(true);
      return manifest;
    }
  }

  private static long profiles(ProfileDocuments documents, ZipOutputStream zip) throws IOException {
    zip.putNextEntry(new ZipEntry(BackupFile.PROFILES));
    long read = Databases.await(documents.read(document -> line(zip, document.encode())));
    zip.closeEntry();
    return read;
  }

  private static void line(OutputStream out, String text) {
    try {
      out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
