package dev.carillon.launcher.cli.verb;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.cli.api.ApiCall;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.cli.verb.Part.Place;
import dev.carillon.launcher.cli.verb.Verb.Shape;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A verb as a command. */
final class VerbCommand implements Callable<Integer> {
  private static final String JSON = "--json";
  private static final String YES = "--yes";
  private static final String ALL = "--all";
  private static final String LIMIT = "--limit";
  private static final String IF_MATCH = "--if-match";
  private static final int SOME = 50;
  private static final int PAGE = 200;

  private final Verb verb;
  private final Terminal terminal;
  private final ApiOptions api;
  private final CommandSpec spec;

  private VerbCommand(Verb verb, Terminal terminal) {
    this.verb = verb;
    this.terminal = terminal;
    this.api = new ApiOptions(terminal);
    this.spec = CommandSpec.wrapWithoutInspection(this);
  }

  static CommandLine line(Verb verb, Terminal terminal) {
    VerbCommand command = new VerbCommand(verb, terminal);
    command.describe();
    return new CommandLine(command.spec);
  }

  private void describe() {
    spec.name(verb.name()).mixinStandardHelpOptions(true);
    spec.usageMessage().description(verb.about(), "", verb.method() + " " + verb.path());
    Matcher names = Asked.ARGUMENT.matcher(verb.path());
    for (int i = 0; names.find(); i++) {
      String name = names.group(1);
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(Integer.toString(i))
              .arity(name.endsWith("S") ? "1..*" : "1")
              .paramLabel(name)
              .type(List.class)
              .auxiliaryTypes(String.class)
              .build());
    }
    verb.parts().forEach(part -> option(part.option(), label(part), part.about()));
    if (verb.hasBody()) {
      option(Asked.BODY, "JSON|@FILE", "The whole body; fields that are named go into it.");
    }
    describeShape();
    spec.addMixin("api", CommandSpec.forAnnotatedObject(api));
  }

  private void describeShape() {
    switch (verb.shape()) {
      case PAGES -> {
        option(LIMIT, "N", "So many at most (default: " + SOME + ").");
        flag(ALL, "All of them.");
        flag(JSON, "Each is a line of JSON.");
      }
      case STREAM -> option(Export.OUT, "FILE", "Into this file, with how far it is.");
      case FOR_GOOD -> flag(YES, "It cannot be undone: this says that it is meant.");
      case VERSIONED -> {
        option(
            IF_MATCH, "VERSION", "Only this version, such as v3 (default: the one that is there).");
        flag(JSON, "Prints the answer as JSON.");
      }
      case ONE, BALANCE -> flag(JSON, "Prints the answer as JSON.");
    }
  }

  private void option(String name, String label, String about) {
    spec.addOption(
        OptionSpec.builder(name).type(String.class).paramLabel(label).description(about).build());
  }

  private void flag(String name, String about) {
    spec.addOption(OptionSpec.builder(name).type(boolean.class).description(about).build());
  }

  private static String label(Part part) {
    return part.type() == Part.Type.JSON
        ? "JSON"
        : part.type() == Part.Type.FLAG ? "BOOLEAN" : part.place() == Place.BODY ? "TEXT" : "VALUE";
  }

  @Override
  public Integer call() throws Exception {
    Asked asked = new Asked(verb, spec.commandLine().getParseResult());
    return switch (verb.shape()) {
      case PAGES -> pages(asked);
      case STREAM ->
          new Export(new ApiCall(api), terminal).run(asked.path(), asked.text(Export.OUT));
      case FOR_GOOD -> forGood(asked);
      case ONE, VERSIONED, BALANCE -> one(asked);
    };
  }

  private int pages(Asked asked) throws InterruptedException {
    Shown shown = new Shown(terminal.out(), verb.columns());
    long left = asked.has(ALL) ? Long.MAX_VALUE : limit(asked.text(LIMIT));
    String path = asked.path();
    String next = "";
    while (next != null && left > 0) {
      String limited = path + Asked.more(path) + "limit=" + Math.min(left, PAGE);
      JsonObject page = new ApiCall(api).ask("GET", limited + next, null);
      List<JsonObject> items =
          page.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
      if (asked.has(JSON)) {
        items.forEach(item -> terminal.out().println(item.encode()));
      } else {
        shown.page(items);
      }
      left -= items.size();
      String cursor = page.getString("next");
      next = cursor == null ? null : "&cursor=" + cursor;
    }
    if (next != null) {
      terminal.err().println("There are more: --limit or --all");
    }
    return 0;
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return SOME;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new LaunchFailure(LIMIT + " must be a whole number from 1 on");
    }
    return Integer.parseInt(text);
  }

  private int forGood(Asked asked) throws InterruptedException {
    if (!asked.has(YES)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "This cannot be undone: say --yes if it is meant");
    }
    new ApiCall(api).ask(verb.method(), asked.path(), null);
    terminal.out().println("Done");
    return 0;
  }

  private int one(Asked asked) throws InterruptedException {
    ApiCall call = new ApiCall(api);
    Map<String, String> headers = Map.of();
    if (verb.shape() == Shape.VERSIONED) {
      String version = asked.text(IF_MATCH);
      headers = Map.of("If-Match", version == null ? call.etag(asked.path()) : '"' + version + '"');
    }
    JsonObject answer = call.ask(verb.method(), asked.path(), asked.body(), headers);
    if (asked.has(JSON)) {
      terminal.out().println(answer.encodePrettily());
    } else {
      new Shown(terminal.out(), verb.columns()).one(answer);
    }
    return verb.shape() == Shape.BALANCE && !answer.getBoolean("balanced", false) ? 1 : 0;
  }
}
