package dev.carillon.reload;

import dev.carillon.config.ConfigSource;
import dev.carillon.lifecycle.Component;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a file that a setting names: read at start, and again when the operator says so
 * ({@link Reload}). A file that cannot be used is refused at start; later it changes nothing, and
 * the log names setting and file. Thread-safe.
 *
 * @param <T> what is made of the text
 */
public final class SettingFile<T> implements Supplier<T> {
  private final String setting;
  private final String file;
  private final Parser<T> parser;
  private volatile T content;

  /**
   * Makes something of the text of a file.
   *
   * @param <T> what it makes
   */
  public interface Parser<T> {
    /**
     * Reads a text whole.
     *
     * @throws IllegalArgumentException if it is not what the setting asks for; the message is for
     *     people and repeats nothing of it
     */
    T parse(String text);
  }

  private SettingFile(String setting, String file, Parser<T> parser, T content) {
    this.setting = setting;
    this.file = file;
    this.parser = parser;
    this.content = content;
  }

  /** The file that a setting names; null without one, or if it was rejected. */
  public static <T> @Nullable SettingFile<T> read(
      ConfigSource config, String setting, Parser<T> parser) {
    String file = config.find(setting);
    if (file == null) {
      return null;
    }
    try {
      return new SettingFile<>(setting, file, parser, parsed(file, parser));
    } catch (IllegalArgumentException e) {
      config.reject(setting, String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Override
  public T get() {
    return content;
  }

  /** While it runs, the file is read again with all others. */
  public Component component(Vertx vertx) {
    return Reload.of(vertx).component(setting, () -> readAgain(vertx));
  }

  private Future<?> readAgain(Vertx vertx) {
    return vertx.executeBlocking(() -> parsed(file, parser)).onSuccess(read -> content = read);
  }

  /** Messages go on behind the name of the setting. */
  private static <T> T parsed(String file, Parser<T> parser) {
    try {
      return parser.parse(Files.readString(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw unusable(file, "does not exist");
    } catch (CharacterCodingException e) {
      throw unusable(file, "is not a text in UTF-8");
    } catch (IOException e) {
      throw unusable(file, "cannot be read");
    } catch (IllegalArgumentException e) { // also a path that no file can have
      throw unusable(file, e.getMessage());
    }
  }

  private static IllegalArgumentException unusable(String file, @Nullable String why) {
    return new IllegalArgumentException(
        "names a file that cannot be used: " + file + " " + (why == null ? "is wrong" : why));
  }
}
