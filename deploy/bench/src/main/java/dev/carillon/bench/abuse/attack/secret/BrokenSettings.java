package dev.carillon.bench.abuse.attack.secret;

import dev.carillon.embedded.FreePorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings that hold a secret and are wrong, each in a way of its own. */
final class BrokenSettings {
  private static final String PG = "CARILLON_PG_URL";
  private static final String MIGRATION = "CARILLON_MIGRATION_URL";
  private static final String MONGO = "CARILLON_MONGO_URL";
  private static final String SMTP = "CARILLON_SMTP_URL";
  private static final String KEYS = "CARILLON_API_KEYS_FILE";
  private static final String HASH =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private final String secret;
  private final String command;
  private final int nobody = FreePorts.next();
  private final List<BrokenStart> all = new ArrayList<>();

  /** Those of one command. */
  BrokenSettings(Mark mark, String command) {
    this.secret = mark.text();
    this.command = command;
  }

  /** One start in which all of it is wrong, and all of it is reported. */
  List<BrokenStart> few() {
    add("all at once", KEYS, "DIR/keys", "keys", "me admin " + secret);
    BrokenStart good = all.removeLast();
    Map<String, String> settings = new HashMap<>(good.settings());
    settings.put(PG, pg("127.0.0.1:x/carillon"));
    settings.put(MONGO, mongo("127.0.0.1:x/carillon"));
    settings.put(SMTP, "smtp://user:" + secret + "@127.0.0.1:x");
    all.add(new BrokenStart(good.what(), command, settings, good.files()));
    return all;
  }

  List<BrokenStart> all() {
    few();
    add("a database URL with a port that is none", PG, pg("127.0.0.1:x/carillon"));
    add("an SMTP URL with a port that is none", SMTP, "smtp://user:" + secret + "@127.0.0.1:x");
    add("a key in the place of its hash", KEYS, "DIR/keys", "keys", "me admin " + secret);
    databases();
    documents();
    mail();
    files();
    add("a number that is none", "CARILLON_HTTP_PORT", secret);
    add("a name that no setting has", "CARILLON_PG_URI", pg("127.0.0.1:1/carillon"));
    return all;
  }

  private void databases() {
    add("a database that is away", PG, pg("127.0.0.1:" + nobody + "/carillon"));
    add("a database URL without a scheme", PG, "carillon:" + secret + "@127.0.0.1:1/carillon");
    add("a database URL of JDBC", PG, "jdbc:postgresql://127.0.0.1/x?password=" + secret);
    add("a database URL of another kind", PG, "mysql://carillon:" + secret + "@127.0.0.1/x");
    add("a bad escape in a database URL", PG, "postgresql://c:" + secret + "%ZZ@127.0.0.1:1/x");
    add("a slash in a database password", PG, "postgresql://c:" + secret + "/#@127.0.0.1:1/x");
    add("an @ in a database password", PG, "postgresql://c:@" + secret + "@127.0.0.1:1/x");
    add("a blank in a database password", PG, "postgresql://c:" + secret + " x@127.0.0.1:1/x");
    add("an option in a database URL", PG, pg("127.0.0.1:1/x?sslmode=" + secret));
    add("a password as an option", PG, "postgresql://127.0.0.1:x/x?password=" + secret);
    add("a host that does not exist", PG, pg("no-such-host.invalid:5432/carillon"));
    add("a migration URL with a port that is none", MIGRATION, pg("127.0.0.1:x/carillon"));
    add("a migration URL without a scheme", MIGRATION, "c:" + secret + "@127.0.0.1:1/x");
    add("a migration database that is away", MIGRATION, pg("127.0.0.1:" + nobody + "/carillon"));
    add("one schema's database URL", "CARILLON_NOTIFIER_PG_URL", pg("127.0.0.1:x/carillon"));
  }

  private void documents() {
    add("a document store that is away", MONGO, mongo("127.0.0.1:" + nobody + "/carillon"));
    add("a document store's port that is none", MONGO, mongo("127.0.0.1:x/carillon"));
    add("a document store without a host", MONGO, mongo("/carillon"));
    add("a document store without a database", MONGO, mongo("127.0.0.1:1"));
    add("a document store's option", MONGO, mongo("127.0.0.1:1/c?w=" + secret + "&ssl=maybe"));
    add("a document store's URL of another kind", MONGO, "mongo://u:" + secret + "@127.0.0.1/c");
    add("a colon in a document store's password", MONGO, mongo(":@127.0.0.1:1/carillon"));
  }

  private void mail() {
    String user = "://user:" + secret;
    add("an SMTP URL of another kind", SMTP, "http" + user + "@127.0.0.1:25");
    add("an SMTP URL without a scheme", SMTP, "user:" + secret + "@127.0.0.1:25");
    add("an SMTP URL without a host", SMTP, "smtp" + user + "@");
    add("a bad escape in an SMTP URL", SMTP, "smtp" + user + "%ZZ@127.0.0.1:25");
    add("the second of two SMTP URLs", SMTP, "smtp://127.0.0.1:25,smtp" + user + "@:x");
    add("a path in an SMTP URL", SMTP, "smtp" + user + "@127.0.0.1:25/path");
  }

  private void files() {
    String pem = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(secret);
    add("a DKIM key that is none", "CARILLON_DKIM_KEY", "DIR/dkim", "dkim", secret);
    add("a DKIM key in PEM that is none", "CARILLON_DKIM_KEY", "DIR/dkim", "dkim", pem);
    add("a key file's unknown role", KEYS, "DIR/keys", "keys", "me " + secret + " " + HASH);
    add("a key file's line of two words", KEYS, "DIR/keys", "keys", "me " + secret);
    add("a key file's line of one word", KEYS, "DIR/keys", "keys", secret);
    add(
        "a file of settings that is none",
        "CARILLON_CONFIG",
        "DIR/settings",
        "settings",
        "CARILLON_PG_URL=" + pg("127.0.0.1/x") + "\\uZZZZ\n");
    add(
        "a database URL in a file of settings",
        "CARILLON_CONFIG",
        "DIR/settings",
        "settings",
        "CARILLON_USERS_PG_URL=" + pg("127.0.0.1:x/x") + "\n");
  }

  private String pg(String rest) {
    return "postgresql://carillon:" + secret + "@" + rest;
  }

  private String mongo(String rest) {
    return "mongodb://user:" + secret + "@" + rest;
  }

  private void add(String what, String name, String value) {
    add(what, name, value, "unused", "");
  }

  /** All others are as they should be, but nobody answers there, and hold the secret as well. */
  private void add(String what, String name, String value, String file, String content) {
    Map<String, String> settings = new HashMap<>();
    settings.put(PG, pg("127.0.0.1:" + nobody + "/carillon"));
    settings.put(MONGO, mongo("127.0.0.1:" + nobody + "/carillon"));
    settings.put(SMTP, "smtp://user:" + secret + "@127.0.0.1:" + nobody);
    settings.put(KEYS, "DIR/good-keys");
    int member = FreePorts.next();
    settings.put("CARILLON_CLUSTER_NAME", "abuse-" + member);
    settings.put("CARILLON_CLUSTER_PORT", Integer.toString(member));
    settings.put("CARILLON_MANAGEMENT_PORT", "0");
    if (command.equals("service")) {
      settings.put("CARILLON_CLUSTER_MEMBERS", "127.0.0.1:" + member);
      settings.put("CARILLON_HTTP_PORT", Integer.toString(FreePorts.next()));
    }
    settings.put(name, value);
    all.add(
        new BrokenStart(
            what, command, settings, Map.of("good-keys", "me admin " + HASH, file, content)));
  }
}
