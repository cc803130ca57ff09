package dev.carillon.launcher.backup;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.failure.Failure;
import dev.carillon.json.Json;
import dev.carillon.store.pg.backup.BackedUpSchema;
import dev.carillon.text.UuidText;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A backup that was made: a ZIP file with an entry for each table, the profiles and a manifest. */
final class BackupFile implements AutoCloseable {
  static final String MANIFEST = "manifest.json";
  static final String PROFILES = "profiles.ndjson";
  private static final int PIECE = 500;

  private final ZipFile file;
  private final Manifest manifest;

  private BackupFile(ZipFile file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  /** Opens one; fails in words where it is none, or was not ended. */
  static BackupFile open(Path path) {
    try {
      ZipFile file = new ZipFile(path.toFile());
      try {
        Manifest manifest =
            Json.read(file.getInputStream(entry(file, MANIFEST)).readAllBytes(), Manifest.class);
        if (manifest.format() != Manifest.FORMAT) {
          throw new IOException("is of another format than this program reads");
        }
        return new BackupFile(file, manifest);
      } catch (IOException | Failure e) {
        file.close();
        throw e;
      }
    } catch (IOException | Failure e) {
      throw new LaunchFailure(path + " cannot be read as a backup: " + e.getMessage(), e);
    }
  }

  Manifest manifest() {
    return manifest;
  }

  ZipFile zip() {
    return file;
  }

  /** Reads all of it once, so that nothing is dropped for a file that cannot be read. */
  void check() throws IOException {
    List<String> names = new ArrayList<>(List.of(PROFILES));
    for (BackedUpSchema schema : manifest.schemas()) {
      schema.tables().forEach(table -> names.add(schema.schema() + "/" + table.name()));
    }
    for (String name : names) {
      try (InputStream entry = file.getInputStream(entry(file, name))) {
        entry.transferTo(OutputStream.nullOutputStream()); // fails where its checksum is another
      } catch (IOException e) {
        throw new IOException("The backup is damaged: " + e.getMessage(), e);
      }
    }
  }

  /** Who was erased when it was made. */
  Set<UUID> erased() throws IOException {
    BackedUpSchema users = manifest.schema("users");
    int column =
        users.tables().stream()
            .filter(table -> table.name().equals("erased_user"))
            .map(table -> table.columns().indexOf("id"))
            .findFirst()
            .orElseThrow(() -> new IOException("The backup has no list of erasures"));
    Set<UUID> erased = new HashSet<>();
    lines("users/erased_user", line -> erased.add(UuidText.parse(line.split("\t", -1)[column])));
    return erased;
  }

  /** The profile documents, some at a time. */
  void profiles(Consumer<List<JsonObject>> some) throws IOException {
    List<JsonObject> piece = new ArrayList<>();
    lines(
        PROFILES,
        line -> {
          piece.add(new JsonObject(line));
          if (piece.size() == PIECE) {
            some.accept(List.copyOf(piece));
            piece.clear();
          }
        });
    some.accept(List.copyOf(piece));
  }

  private void lines(String name, Consumer<String> each) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                file.getInputStream(entry(file, name)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        each.accept(line);
      }
    }
  }

  private static ZipEntry entry(ZipFile file, String name) throws IOException {
    ZipEntry entry = file.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no " + name + "; perhaps it was not ended");
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
