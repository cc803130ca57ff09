package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public type of the toolkit says in its Javadoc what order it keeps, what threads may do,
 * and what cancelling and failing mean, and shows an example that compiles. (Exceptions say it with
 * the types that throw them.)
 */
class JavadocExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/carillon/async");
  private static final Pattern TYPE_DOC =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+\\s+)*"
              + "public (?:sealed |final |abstract )*(class|interface|record|enum) (\\w+)([^{]*)",
          Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code(.*?)\\}</pre>", Pattern.DOTALL);

  /** What the examples take for granted: a few names that stand for anything. */
  private static final String AROUND =
      """
      package examples;
      import dev.carillon.async.batch.*;
      import dev.carillon.async.cluster.*;
      import dev.carillon.async.debug.*;
      import dev.carillon.async.loop.*;
      import dev.carillon.async.rate.*;
      import dev.carillon.async.retry.*;
      import dev.carillon.async.sync.*;
      import dev.carillon.async.task.*;
      import dev.carillon.async.time.*;
      import dev.carillon.async.trace.*;
      import dev.carillon.async.waits.*;
      import io.vertx.core.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.TimeUnit;
      import java.util.concurrent.CancellationException;
      @SuppressWarnings("all")
      abstract class Example {
        interface Page {}
        interface Report {}
        interface User {}
        interface Connection { Future<Page> read(); Future<Void> close(); }
        Vertx vertx; Timers timers; Clocks clocks; Deadline deadline; Cancellation cancellation;
        AsyncLock lock; Queue<String> items; String url; UUID id; java.nio.file.Path path;
        // fields
        SingleFlight<String, Page> shared;
        abstract Future<Page> fetch(String url);
        abstract Future<Page> fetch(String url, Cancellation cancellation);
        abstract Future<Page> store(Page page);
        abstract Future<Connection> open(String url);
        abstract Future<Map<UUID, User>> load(List<UUID> ids);
        abstract Future<List<Outcome<Long>>> insertAll(List<String> batch);
        abstract Future<Report> write(Cancellation cancellation);
        abstract Future<Void> cleanUp();
        abstract Future<Void> prepare();
        abstract Future<Void> fillCache();
        abstract void log(String text);
        void example() throws Exception {
      // example
        }
      }
      """;

  @TempDir Path folder;

  private record Type(String name, String kind, String doc) {}

  @TestFactory
  Stream<DynamicTest> everyPublicTypeIsDocumentedWithAnExampleThatCompiles() throws IOException {
    List<Type> types = publicTypes();
    assertThat(types).hasSizeGreaterThan(35);
    return types.stream().map(type -> DynamicTest.dynamicTest(type.name(), () -> check(type)));
  }

  private void check(Type type) {
    for (String aspect : List.of("Order", "Threads", "Cancellation", "Failure")) {
      assertThat(type.doc()).contains("<b>" + aspect + "</b>");
    }
    List<String> examples = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(type.doc());
    while (example.find()) {
      examples.add(example.group(1).replaceAll("(?m)^ \\* ?", ""));
    }
    assertThat(examples).isNotEmpty();
    examples.forEach(this::compile);
  }

  private void compile(String example) {
    // A name that an example makes for itself must not stand around it.
    String given =
        Stream.of("Future<Page> page", "Tasks tasks", "Task<Page> task")
            .filter(field -> !example.contains(field + " ="))
            .map(field -> field + ";")
            .collect(Collectors.joining(" "));
    String source = AROUND.replace("// fields", given).replace("// example", example);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///examples/Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return source;
          }
        };
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-d",
                    folder.toString(),
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                List.of(file))
            .call();
    assertThat(compiled).as("%s%n%s", messages, source).isTrue();
  }

  private static List<Type> publicTypes() throws IOException {
    List<Type> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        Matcher type = TYPE_DOC.matcher(Files.readString(file));
        if (!file.endsWith("package-info.java") && Files.readString(file).contains("\npublic ")) {
          assertThat(type.find()).as("a Javadoc of %s", file).isTrue();
          if (!type.group(4).contains("Exception")) {
            types.add(new Type(type.group(3), type.group(2), type.group(1)));
          }
        }
      }
    }
    return types;
  }
}
