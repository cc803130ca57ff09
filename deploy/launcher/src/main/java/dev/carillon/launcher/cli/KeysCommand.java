package dev.carillon.launcher.cli;

import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.launcher.cli.api.ApiCall;
import dev.carillon.launcher.cli.api.ApiOptions;
import dev.carillon.launcher.settings.KeyFile;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.text.DurationText;
import dev.carillon.text.TimeText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon keys}: adds, lists and revokes API keys; makes another key that signs tokens. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Adds, lists and revokes API keys; makes another key that signs tokens.",
    synopsisSubcommandLabel = "(add | list | revoke | rotate-signing)")
final class KeysCommand {
  private static final String KEYS = "/v1/keys";

  private KeysCommand() {}

  static CommandLine line(Terminal terminal) {
    return new CommandLine(new KeysCommand())
        .addSubcommand(new Add(terminal))
        .addSubcommand(new ListAll(terminal))
        .addSubcommand(new Revoke(terminal))
        .addSubcommand(new RotateSigningCommand(terminal));
  }

  /** {@code carillon keys add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Adds a key and prints it, this once: it is stored nowhere.",
        "  KEY=$(./carillon keys add ci --role reader)"
      })
  static final class Add implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The key's name, for the audit and the list.")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Permissions permissions = new Permissions();

    @Option(
        names = "--expires",
        paramLabel = "WHEN",
        description = "When it ends by itself: in so long (90d), or at a time (RFC 3339).")
    private @Nullable String expires;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Writes the key into a new file, for its owner alone, and does not print it.")
    private @Nullable Path file;

    @Mixin private final ApiOptions api;

    private final Terminal terminal;

    /** What it may do. */
    static final class Permissions {
      @Option(names = "--role", description = "reader, writer or admin.")
      private @Nullable String role;

      @Option(
          names = "--scope",
          split = ",",
          paramLabel = "SCOPE",
          description =
              "Such as users:read or live:subscribe:emails.*; may be given several times.")
      private @Nullable List<String> scopes;
    }

    Add(Terminal terminal) {
      this.terminal = terminal;
      this.api = new ApiOptions(terminal);
    }

    @Override
    public Integer call() throws Exception {
      JsonObject wanted = new JsonObject().put("name", name);
      if (permissions.role != null) {
        wanted.put("role", permissions.role);
      } else {
        wanted.put("scopes", new JsonArray(permissions.scopes));
      }
      if (expires != null) {
        wanted.put("expiresAt", time(expires).toString());
      }
      if (file != null && Files.exists(file)) {
        throw new LaunchFailure(file + " exists already");
      }
      String key = new ApiCall(api).ask("POST", KEYS, wanted).getString("key");
      if (file == null) {
        terminal.err().println("The key of " + name + ", which is not shown again:");
        terminal.out().println(key);
      } else {
        write(file, key);
      }
      return 0;
    }

    private void write(Path to, String key) throws InterruptedException {
      try {
        KeyFile.writeSecret(to.toAbsolutePath(), key + "\n");
        terminal.out().println("The key of " + name + " is in " + to);
      } catch (IOException e) {
        new ApiCall(api).ask("DELETE", path(name), null);
        throw new LaunchFailure(to + " cannot be written; the key is revoked again", e);
      }
    }

    private static Instant time(String text) {
      try {
        return text.contains(":")
            ? TimeText.parse(text)
            : Clocks.system().now().plus(DurationText.parse(text)).truncatedTo(ChronoUnit.SECONDS);
      } catch (RuntimeException e) {
        throw new LaunchFailure(
            "--expires must be a duration such as 90d, or a time such as 2027-01-31T12:00:00Z", e);
      }
    }
  }

  /** {@code carillon keys list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the keys of the table; those of the key file are not in it.")
  static final class ListAll implements Callable<Integer> {
    private static final String LINE = "%-24s %-8s  %-20s  %-20s  %-20s  %s%n";

    @Option(names = "--json", description = "Each key is a line of JSON.")
    private boolean json;

    @Mixin private final ApiOptions api;

    private final Terminal terminal;

    ListAll(Terminal terminal) {
      this.terminal = terminal;
      this.api = new ApiOptions(terminal);
    }

    @Override
    public Integer call() throws Exception {
      if (!json) {
        terminal.out().printf(LINE, "NAME", "STATE", "CREATED", "LAST USED", "EXPIRES", "SCOPES");
      }
      String next = "";
      while (next != null) {
        JsonObject page = new ApiCall(api).ask("GET", KEYS + "?limit=200" + next, null);
        page.getJsonArray("items").forEach(key -> print((JsonObject) key));
        String cursor = page.getString("next");
        next = cursor == null ? null : "&cursor=" + cursor;
      }
      return 0;
    }

    private void print(JsonObject key) {
      if (json) {
        terminal.out().println(key.encode());
        return;
      }
      terminal
          .out()
          .printf(
              LINE,
              key.getString("name"),
              state(key),
              time(key, "createdAt"),
              time(key, "lastUsed"),
              time(key, "expiresAt"),
              key.getJsonArray("scopes").stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(" ")));
    }

    private static String state(JsonObject key) {
      if (key.getString("revokedAt") != null) {
        return "revoked";
      }
      String end = key.getString("expiresAt");
      return end != null && !Clocks.system().now().isBefore(Instant.parse(end))
          ? "expired"
          : "good";
    }

    private static String time(JsonObject key, String field) {
      String time = key.getString(field);
      return time == null ? "-" : Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }

  /** {@code carillon keys revoke}. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes keys for good, within a second on every gateway.")
  static final class Revoke implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The keys' names.")
    private List<String> names = List.of();

    @Mixin private final ApiOptions api;

    private final Terminal terminal;

    Revoke(Terminal terminal) {
      this.terminal = terminal;
      this.api = new ApiOptions(terminal);
    }

    @Override
    public Integer call() throws Exception {
      for (String name : names) {
        new ApiCall(api).ask("DELETE", path(name), null);
        terminal.out().println("Revoked " + name);
      }
      return 0;
    }
  }

  private static String path(String name) {
    return KEYS + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
