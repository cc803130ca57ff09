package dev.carillon.e2e.harness;

import dev.carillon.embedded.testkit.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link WithUp} does. */
public final class UpExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace PLACE =
      ExtensionContext.Namespace.create(UpExtension.class);
  private static final String USED = "used";

  /** A process and a look into its tables, in a folder that goes with it. */
  private record Started(Path folder, Up up, Database database) implements AutoCloseable {
    static Started with(List<String> settings) {
      try {
        Path folder = Files.createTempDirectory("carillon-up");
        Map<String, String> environment =
            settings.stream()
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Up up = Up.start(folder.resolve("data"), environment);
        return new Started(folder, up, Database.in(up.data()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      database.close();
      up.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    WithUp wanted = context.getRequiredTestClass().getAnnotation(WithUp.class);
    if (wanted == null) {
      return; // a nested class has that of the class around it
    }
    List<String> settings = Arrays.asList(wanted.value());
    ExtensionContext owner = wanted.shared() ? context.getRoot() : context;
    Object key = wanted.shared() ? settings : Started.class;
    Started started =
        owner.getStore(PLACE).computeIfAbsent(key, k -> Started.with(settings), Started.class);
    Supplier<Started> used = () -> started; // a store closes what it holds
    context.getStore(PLACE).put(USED, used);
  }

  /**
   * A process that lives on is checked here, so that the class that blocked it is the one to fail.
   */
  @Override
  public void afterAll(ExtensionContext context) {
    WithUp wanted = context.getRequiredTestClass().getAnnotation(WithUp.class);
    if (wanted != null && wanted.shared()) {
      used(context).up().process().assertLoopsWereFree();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Up.class || type == Database.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Started used = used(context);
    return parameter.getParameter().getType() == Up.class ? used.up() : used.database();
  }

  /** The process of a class that is {@link WithUp}, for extensions that are named after it. */
  public static Up of(ExtensionContext context) {
    return used(context).up();
  }

  private static Started used(ExtensionContext context) {
    return (Started) context.getStore(PLACE).get(USED, Supplier.class).get();
  }
}
