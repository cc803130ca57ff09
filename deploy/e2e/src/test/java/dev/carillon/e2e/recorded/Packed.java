package dev.carillon.e2e.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A data folder as one file. Its permissions are those that PostgreSQL asks for: the owner's only.
 */
record Packed(Path file) {
  /** Made anew by whoever opens the folder, some with the paths of the machine they ran on. */
  private static final Set<String> LEFT_OUT =
      Set.of("admin.key", "api-keys", "lock", "ports", "postmaster.opts", "epg-lock");

  /** Packs a folder that nobody uses. */
  void pack(Path folder) {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> paths = Files.walk(folder)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      List<Path> all = paths.filter(p -> !p.equals(folder)).sorted().toList();
      for (Path path : all) {
        boolean isFolder = Files.isDirectory(path);
        if (!LEFT_OUT.contains(path.getFileName().toString())) {
          ZipEntry entry = new ZipEntry(folder.relativize(path) + (isFolder ? "/" : ""));
          entry.setLastModifiedTime(Files.getLastModifiedTime(path));
          zip.putNextEntry(entry);
          if (!isFolder) {
            Files.copy(path, zip);
          }
          zip.closeEntry();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unpacks into a folder that is not there yet. */
  void unpack(Path folder) {
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      makeFolder(folder);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          makeFolder(path);
        } else {
          Files.copy(zip, path);
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
          Files.setLastModifiedTime(path, entry.getLastModifiedTime());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
