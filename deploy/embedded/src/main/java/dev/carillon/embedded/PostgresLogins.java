package dev.carillon.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postgresql.util.PasswordUtil;

/**
 * Who may log in to the embedded PostgreSQL: whoever can read {@code DATA/postgres.password}, which
 * is only the user whose folder it is. A superuser without a password on loopback would let every
 * user of the machine run commands as that one. The file holds the password of {@code postgres};
 * those of other roles are derived from it.
 */
final class PostgresLogins {
  private static final String SUPERUSER = "postgres";
  private static final int BYTES = 24;
  private static final String HBA = "pg_hba.conf";

  /** A line that lets everybody in, as folders of before had them. */
  private static final Pattern TRUST =
      Pattern.compile("(?m)^(\\s*(?:local|host\\w*)\\s[^#\\n]*\\s)trust\\b");

  /**
   * How often SCRAM hashes a password, so that who steals the hash cannot try the words of a
   * dictionary (RFC 5802). Ours are 192 random bits, which nobody guesses; the usual 4,096 times
   * cost each process that starts 0.2 s, before its compilers know the loop.
   */
  private static final int ITERATIONS = 1;

  private static final int SALT = 16;

  /** Roles without a password, and those whose password is ours but hashed more often. */
  private static final String WITHOUT =
      "select rolname from pg_authid where rolcanlogin and (rolpassword is null or ? or (rolname in"
          + " ('postgres', 'users_app', 'notifier_app')"
          + " and rolpassword not like 'SCRAM-SHA-256$"
          + ITERATIONS
          + ":%'))";

  private final Path file;
  private final String secret;

  private PostgresLogins(Path file, String secret) {
    this.file = file;
    this.secret = secret;
  }

  /**
   * Reads the folder's password, or makes one, before its server starts. If the file was lost, the
   * server must let us in once to get a new one: it is told so first, because with the new file
   * alone, which a crash may leave, no password would ever fit.
   */
  static PostgresLogins in(DataDirectory data) {
    Path file = data.path("postgres.password");
    try {
      if (!Files.exists(file)) {
        letInOnce(data.path("postgres"));
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        OwnFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
      }
      return new PostgresLogins(file, Files.readString(file).strip());
    } catch (IOException e) {
      throw new LaunchFailure(file + " cannot be used", e);
    }
  }

  /** Those of a folder whose server runs, which somebody else has started. */
  static PostgresLogins ofRunning(Path data) throws IOException {
    Path file = data.resolve("postgres.password");
    return new PostgresLogins(file, Files.readString(file).strip());
  }

  /** The URL of a server on loopback for a role. */
  String url(String role, int port) {
    return "postgresql://" + role + ":" + password(role) + "@127.0.0.1:" + port + "/postgres";
  }

  /** For {@code initdb}. */
  Path file() {
    return file;
  }

  /** The password of a role. */
  String password(String role) {
    return role.equals(SUPERUSER) ? secret : derived(role);
  }

  private static void letInOnce(Path folder) throws IOException {
    Path hba = folder.resolve(HBA);
    if (Files.exists(hba)) {
      String rules = Files.readString(hba);
      if (!TRUST.matcher(rules).find()) {
        OwnFiles.write(hba, "host all " + SUPERUSER + " 127.0.0.1/32 trust\n" + rules);
      }
    }
  }

  /** As soon as the server runs: every role gets its password, and nobody is let in without. */
  void close(Connection server, Path folder) throws SQLException, IOException {
    Path hba = folder.resolve(HBA);
    String rules = Files.readString(hba);
    boolean open = TRUST.matcher(rules).find();
    for (String role : rolesWithout(server, open)) {
      try (Statement statement = server.createStatement()) {
        statement.execute(
            "alter role \""
                + role.replace("\"", "\"\"")
                + "\" password '"
                + hashed(password(role))
                + "'");
      }
    }
    if (open) {
      OwnFiles.write(hba, TRUST.matcher(rules).replaceAll("$1scram-sha-256"));
      try (Statement statement = server.createStatement()) {
        statement.execute("select pg_reload_conf()");
      }
    }
  }

  private static String hashed(String password) {
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    return PasswordUtil.encodeScramSha256(password.toCharArray(), ITERATIONS, salt);
  }

  private static List<String> rolesWithout(Connection server, boolean all) throws SQLException {
    List<String> roles = new ArrayList<>();
    try (PreparedStatement query = server.prepareStatement(WITHOUT)) {
      query.setBoolean(1, all);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          roles.add(rows.getString(1));
        }
      }
    }
    return roles;
  }

  private String derived(String role) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] hash = mac.doFinal(role.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
