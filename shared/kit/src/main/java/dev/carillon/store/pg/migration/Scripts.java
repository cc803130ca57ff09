package dev.carillon.store.pg.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/** The scripts of a folder of the class path, with the numbers by which Flyway knows a change. */
final class Scripts {
  private static final String SUFFIX = ".sql";

  private Scripts() {}

  /**
   * By the name of the file; of jars and of folders of classes. Empty if there is no such folder.
   */
  static Map<String, Integer> in(String folder) throws IOException {
    Map<String, Integer> checksums = new HashMap<>();
    for (URL place : Collections.list(Scripts.class.getClassLoader().getResources(folder))) {
      URLConnection connection = place.openConnection();
      if (connection instanceof JarURLConnection jar) {
        jar.setUseCaches(false);
        try (JarFile file = jar.getJarFile()) {
          addAll(file, folder + "/", checksums);
        }
      } else {
        addAll(Path.of(URI.create(place.toString())), checksums);
      }
    }
    return checksums;
  }

  private static void addAll(JarFile jar, String folder, Map<String, Integer> checksums)
      throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (entry.getName().startsWith(folder) && entry.getName().endsWith(SUFFIX)) {
        try (InputStream script = jar.getInputStream(entry)) {
          checksums.put(entry.getName().substring(folder.length()), checksum(script));
        }
      }
    }
  }

  private static void addAll(Path folder, Map<String, Integer> checksums) throws IOException {
    try (DirectoryStream<Path> scripts = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path path : scripts) {
        try (InputStream script = Files.newInputStream(path)) {
          checksums.put(path.getFileName().toString(), checksum(script));
        }
      }
    }
  }

  /** Of lines without their ends, as Flyway does it, so that these do not matter. */
  private static int checksum(InputStream script) throws IOException {
    CRC32 crc = new CRC32();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(script, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      crc.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return (int) crc.getValue();
  }
}
