package dev.carillon.e2e.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.launcher.cli.Commands;
import dev.carillon.launcher.cli.verb.VerbGroups;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The verbs of the command line, as somebody types them. */
@WithUp(value = "CARILLON_WELCOME=off", shared = true)
class VerbsIT {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Up up;

  VerbsIT(Up up) {
    this.up = up;
  }

  @Test
  void aUserIsCreatedFoundChangedDeactivatedAndErased() {
    JsonObject user =
        json("users", "create", "--email", "verb@verbs.example", "--name", "Verb One", "--json");
    String id = user.getString("id");
    assertThat(shown("users", "show", id))
        .containsPattern("email +verb@verbs.example\n")
        .containsPattern("locale +-\n");
    assertThat(shown("users", "search", "verb", "one")).contains("EMAIL").contains(id);
    JsonObject changed =
        json("users", "change", id, "--name", "Verb Two", "--locale", "de-CH", "--json");
    assertThat(changed.getString("name")).isEqualTo("Verb Two");
    assertThat(changed.getInteger("version")).isEqualTo(2);
    assertThat(run("users", "change", id, "--name", "Late", "--if-match", "v1")).isOne();
    assertThat(said()).contains("answers 412: ");
    assertThat(shown("users", "deactivate", id)).containsPattern("active +false");
    assertThat(shown("users", "audit", id)).contains("ACTION", "created", "deactivated");
    assertThat(run("users", "erase", id)).isEqualTo(2);
    assertThat(said()).contains("--yes");
    assertThat(shown("users", "erase", id, "--yes")).isEqualTo("Done\n");
    assertThat(run("users", "show", id)).isOne();
    assertThat(said()).contains("answers 404: ");
  }

  @Test
  void listsArePagedUpToALimitAndLinesOfJsonForPrograms() {
    for (int i = 0; i < 3; i++) {
      up.client().createUser("page" + i + "@pages.example", "Paged " + i);
    }
    assertThat(shown("users", "list", "--q", "pages", "--limit", "2").lines()).hasSize(3);
    assertThat(said()).isEqualTo("There are more: --limit or --all\n");
    assertThat(shown("users", "list", "--q", "pages", "--all", "--sort", "email", "--json").lines())
        .hasSize(3)
        .allMatch(line -> new JsonObject(line).getString("name").startsWith("Paged"));
    assertThat(run("users", "list", "--active", "perhaps")).isOne();
    assertThat(said()).contains("answers 400: ");
  }

  @Test
  void anExportIsAFileThatAnImportTakes() throws IOException {
    up.client().createUser("out@export.example", "Out");
    Path file = folder.resolve("users.ndjson");
    assertThat(shown("users", "export", "--q", "export", "--out", file.toString()))
        .isEqualTo("1 lines are in " + file + "\n");
    assertThat(new JsonObject(Files.readString(file)).getString("email"))
        .isEqualTo("out@export.example");
    assertThat(shown("users", "export", "--q", "export")).isEqualTo(Files.readString(file));
    assertThat(shown("users", "import", file.toString(), "--skip-existing"))
        .startsWith("1 rows: 0 users created, 1 there already, 0 rows not in");
  }

  @Test
  void aMailIsExplainedSentListedAndCalledBack() throws IOException {
    Path body = folder.resolve("mail.json");
    Files.writeString(body, "{\"to\":{\"email\":\"mail@verbs.example\"},\"text\":\"Hi\"}");
    assertThat(shown("mail", "explain", "--body", "@" + body, "--subject", "S")).contains("state");
    JsonObject sent =
        json("mail", "send", "--body", "@" + body, "--subject", "Sub", "--delay", "1h", "--json");
    String id = sent.getString("id");
    assertThat(shown("mail", "list", "--to", "mail@verbs.example"))
        .contains(id, "scheduled", "mail@verbs.example", "Sub");
    assertThat(shown("mail", "cancel", id)).containsPattern("state +cancelled");
    assertThat(shown("mail", "timeline", id)).contains("accepted");
    assertThat(run("mail", "retry", id)).isOne();
    assertThat(run("mail", "send", "--body", "[1]")).isOne();
    assertThat(said()).isEqualTo("carillon: --body must be an object\n");
    assertThat(shown("inbox", "list", "--to", "nobody@verbs.example").lines()).hasSize(1);
    JsonObject ledger = new JsonObject(typed("ledger", "--json"));
    assertThat(ledger.getLong("lost")).isZero();
  }

  @Test
  void aBroadcastAndATemplateComeAndGo() {
    assertThat(
            shown(
                "broadcasts",
                "create",
                "verbs",
                "--topic",
                "plain",
                "--payload",
                "{\"text\":\"Lunch\"}",
                "--every",
                "1h"))
        .containsPattern("payload.text +Lunch");
    assertThat(shown("broadcasts", "list")).contains("verbs", "periodic-update");
    assertThat(shown("broadcasts", "show", "verbs", "--next", "2")).contains("next");
    assertThat(shown("broadcasts", "run", "verbs")).contains("fireAt");
    assertThat(shown("broadcasts", "history", "verbs")).contains("FIRE AT");
    assertThat(shown("broadcasts", "delete", "verbs", "--yes")).isEqualTo("Done\n");
    assertThat(run("broadcasts", "create", "verbs", "--payload", "Lunch")).isOne();
    assertThat(said()).contains("--payload is not JSON");
    assertThat(shown("templates", "put", "verbs", "--subject", "S", "--text", "Hi {{name}}"))
        .containsPattern("version +1");
    assertThat(shown("templates", "list")).contains("verbs");
    assertThat(shown("templates", "show", "verbs", "--of-version", "1")).contains("Hi {{name}}");
    assertThat(shown("templates", "delete", "verbs", "--yes")).isEqualTo("Done\n");
  }

  @Test
  void everyVerbIsARouteOfTheApiWithItsParameters() {
    JsonObject paths =
        up.client().get("/openapi.json").hasStatus(200).json().getJsonObject("paths");
    List<CommandSpec> verbs = verbs();
    assertThat(verbs).hasSizeGreaterThan(25);
    for (CommandSpec verb : verbs) {
      String[] request = verb.usageMessage().description()[2].split(" ", 2);
      String path = request[1].replaceFirst("\\?.*", "").replace("{ID}", "{id}");
      JsonObject route =
          paths
              .getJsonObject(path.replace("{NAME}", "{name}"))
              .getJsonObject(request[0].toLowerCase(java.util.Locale.ROOT));
      assertThat(route).as(request[0] + " " + path).isNotNull();
      if (request[0].equals("GET")) {
        assertThat(parameters(route)).as(path).containsAll(options(verb));
      }
    }
  }

  private static Set<String> parameters(JsonObject route) {
    return route.getJsonArray("parameters", new JsonArray()).stream()
        .map(parameter -> ((JsonObject) parameter).getString("name"))
        .collect(Collectors.toSet());
  }

  /** Those of the request, as the API spells them. */
  private static Set<String> options(CommandSpec verb) {
    Set<String> own = new TreeSet<>();
    Set<String> others =
        Set.of(
            "--json",
            "--all",
            "--out",
            "--yes",
            "--help",
            "--version",
            "--url",
            "--port",
            "--data",
            "--key-file");
    for (OptionSpec option : verb.options()) {
      String name = option.longestName();
      if (!others.contains(name)) {
        own.add(
            Stream.of(name.substring(2).replace("of-version", "version").split("-", -1))
                .reduce(
                    (a, b) ->
                        a + b.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + b.substring(1))
                .orElseThrow());
      }
    }
    return own;
  }

  private static List<CommandSpec> verbs() {
    Terminal terminal = new Terminal(System.out, System.err, Map.of());
    List<CommandSpec> verbs = new ArrayList<>();
    Stream.concat(Stream.of(VerbGroups.users(terminal)), VerbGroups.others(terminal).stream())
        .forEach(
            group -> {
              if (group.getSubcommands().isEmpty()) {
                verbs.add(group.getCommandSpec());
              }
              group.getSubcommands().values().stream()
                  .map(CommandLine::getCommandSpec)
                  .forEach(verbs::add);
            });
    return verbs;
  }

  private JsonObject json(String... arguments) {
    return new JsonObject(shown(arguments));
  }

  private String shown(String... arguments) {
    String printed = typed(arguments);
    assertThat(lastStatus).as(said()).isZero();
    return printed;
  }

  private int lastStatus;

  private int run(String... arguments) {
    typed(arguments);
    return lastStatus;
  }

  private String typed(String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", up.data().toString(), "--port", String.valueOf(up.port())));
    lastStatus =
        Commands.run(
            new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of()),
            all.toArray(String[]::new));
    return out.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
