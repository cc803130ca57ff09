package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.e2e.harness.RefusingServer;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder that an older product has left: this one opens it, and answers as the older one
 * did. With {@code -Dold-data.make=DIR} the product of another checkout makes the folder and the
 * answers.
 */
class OldDataFolderIT {
  private static final Path RESOURCES = Path.of("src/test/resources/old-data");
  private static final Packed PACKED = new Packed(RESOURCES.resolve("data.zip"));
  private static final String NAMES = "names.properties";

  @TempDir Path folder;

  @Test
  void whatAnOlderProductHasLeftIsOpenedAndGoesOn() {
    assumeTrue(
        isLinuxOnAmd64(),
        "The folder holds files of PostgreSQL 18 as it is on Linux and amd64; this is neither");
    String make = System.getProperty("old-data.make");
    if (make != null) {
      make(Path.of(make));
    }
    Path data = folder.resolve("opened");
    PACKED.unpack(data);
    Recording recorded = Recording.read(RESOURCES.resolve("after.txt"));
    Names names = Names.over(read(data.resolve(NAMES))); // what a migration makes is new
    try (Product product =
            make == null
                ? Product.start(data, environment())
                : Product.of(Path.of(make), data, environment());
        Player player = new Player(product, names)) {
      Recording played = recorded.answered(player.play(recorded.blocks()));
      if (make != null || System.getProperty("recorded.write") != null) {
        played.write();
      } else {
        assertThat(recorded.difference(played)).isEmpty();
        // From then on its database asks for a password.
        assertThat(data.resolve("postgres/pg_hba.conf")).content().doesNotContain(" trust\n");
      }
    }
  }

  private static boolean isLinuxOnAmd64() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  private void make(Path checkout) {
    Path data = folder.resolve("made");
    Names names = Names.fresh(Keys.names());
    play("before.txt", Product.of(checkout, data, environment()), names);
    try (RefusingServer server = new RefusingServer()) {
      Map<String, String> environment = environment();
      environment.put("CARILLON_SMTP_URL", server.url());
      play("refused.txt", Product.of(checkout, data, environment), names);
    }
    write(data.resolve(NAMES), names.bound());
    PACKED.pack(data);
  }

  private static void play(String script, Product started, Names names) {
    try (Product product = started;
        Player player = new Player(product, names)) {
      player.play(Recording.read(RESOURCES.resolve(script)).blocks());
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("CARILLON_API_KEYS_FILE", Keys.write(folder.resolve("keys")).toString());
    environment.put("CARILLON_PUBLIC_URL", "https://mail.example");
    environment.put("CARILLON_MAIL_HOLD_UNKNOWN", "on");
    return environment;
  }

  private static void write(Path file, Map<String, String> names) {
    Properties properties = new Properties();
    properties.putAll(names);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> names = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> names.put(name, properties.getProperty(name)));
    return names;
  }
}
