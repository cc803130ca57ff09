package dev.carillon.bench.chaos.postgres;

import dev.carillon.bench.chaos.witness.Tables;
import dev.carillon.bench.chaos.witness.Wait;
import dev.carillon.bench.process.PostgresControl;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server that leads, and at times a second one that follows it. When the second one has taken
 * the lead, the folder of the first becomes that of the next. One thread at a time.
 */
public final class Servers implements AutoCloseable {
  private static final String FOLLOWER = "chaos";
  private static final Pattern LOGIN = Pattern.compile("postgresql://(.*):(.*)@(.*):(\\d+)/.*");
  private static final int LOOKS = 400;
  private static final long LOOK_EVERY = 50;
  private static final String NO_MORE_THAN_ALL = "select count(*) from pg_stat_replication where ";
  private static final String HEARD = "sync_state = 'sync' and flush_lsn >= '%s'";

  private final String url;
  private final Tables tables;
  private final Place first;
  private final PostgresControl launched;
  private final boolean fenced;
  private Place leading;
  private Place other;
  private PostgresControl leader;
  private @Nullable PostgresControl follower;

  /** Where a server may be. */
  private record Place(Path folder, int port, @Nullable SmallDisk disk) {}

  /**
   * Of the server that runs on a folder.
   *
   * @param disk what the folder is on, if it can be filled
   * @param url of the superuser
   * @param tables leads to it, and to the second one from when that leads
   * @param fenced whether the first confirms only what the second one has; else what is confirmed
   *     may be lost when that takes the lead
   * @param environment what it is started with again and again
   */
  public Servers(
      Path folder,
      @Nullable SmallDisk disk,
      String url,
      Tables tables,
      boolean fenced,
      Map<String, String> environment)
      throws IOException {
    this.url = url;
    this.tables = tables;
    this.fenced = fenced;
    this.first = new Place(folder, Integer.parseInt(login(url).group(4)), disk);
    this.leading = first;
    Path beside = folder.resolveSibling(folder.getFileName() + "-2");
    Files.createDirectory(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.other = new Place(beside, FreePorts.next(), SmallDisk.mount(beside));
    this.launched = PostgresControl.of(folder);
    this.leader = launched;
    if (!environment.isEmpty()) {
      leader = leader.with(environment);
      leader.stop();
      leader.start();
    }
  }

  private static Matcher login(String url) {
    Matcher login = LOGIN.matcher(url);
    if (!login.matches()) {
      throw new IllegalArgumentException("Not the URL of a server of this run");
    }
    return login;
  }

  /** The one that leads. */
  public PostgresControl leader() {
    return leader;
  }

  /** What its data are on, if it can be filled. */
  public @Nullable SmallDisk disk() {
    return leading.disk();
  }

  /** Makes a second server, and waits until nothing is confirmed any more that it does not have. */
  public void follow() throws SQLException, IOException {
    tables.run(
        List.of(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots",
            "select pg_create_physical_replication_slot('" + FOLLOWER + "', true)"));
    new BaseBackup(leading.folder(), other.folder()).take(LocalStack.jdbcUrl(at(leading)));
    Files.writeString(
        other.folder().resolve("postgresql.auto.conf"),
        "\nprimary_conninfo = '%s'\nprimary_slot_name = '%s'\n".formatted(connection(), FOLLOWER)
            + "wal_retrieve_retry_interval = '100ms'\n",
        StandardOpenOption.APPEND);
    Files.createFile(other.folder().resolve("standby.signal"));
    PostgresControl second = leader.beside(other.folder(), other.port());
    follower = second;
    second.start();
    tables.run(
        List.of(
            "alter system set synchronous_standby_names = '" + (fenced ? FOLLOWER : "") + "'",
            "select pg_reload_conf()"));
    awaitFollower();
  }

  /** What is confirmed before the setting is read by all is older than the place that is asked. */
  private void awaitFollower() throws SQLException {
    String heard = fenced ? HEARD : HEARD.replace("sync_state = 'sync'", "true");
    await(() -> tables.number(NO_MORE_THAN_ALL + heard.formatted("0/0")) > 0);
    Wait.millis(4 * LOOK_EVERY);
    String place = tables.rows("select pg_current_wal_lsn()").get(0);
    await(() -> tables.number(NO_MORE_THAN_ALL + heard.formatted(place)) > 0);
  }

  private String connection() {
    Matcher login = login(url);
    return "host=%s port=%d user=%s password=%s application_name=%s"
        .formatted(login.group(3), leading.port(), login.group(1), login.group(2), FOLLOWER);
  }

  private String at(Place place) {
    return url.replace(":" + login(url).group(4) + "/", ":" + place.port() + "/");
  }

  /** A signal to every process of the second server. */
  public void signalFollower(String name) {
    second().signal(name);
  }

  /** Where the second one is reached. */
  public int followerPort() {
    return other.port();
  }

  private PostgresControl second() {
    if (follower == null) {
      throw new IllegalStateException("Nobody follows");
    }
    return follower;
  }

  /** The second one takes the lead; what is left of the first is ended by who calls. */
  public void promote() throws SQLException {
    PostgresControl second = second();
    tables.leadTo(at(other));
    tables.run(List.of("select pg_promote(true, 60)"));
    await(() -> tables.number("select (not pg_is_in_recovery())::int") == 1);
    Place former = leading;
    leading = other;
    other = former;
    leader = second;
    follower = null;
  }

  private interface Look {
    boolean isTrue() throws SQLException;
  }

  private static void await(Look look) throws SQLException {
    for (int i = 0; !look.isTrue(); i++) {
      if (i > LOOKS) {
        throw new SQLException("The second server does not come");
      }
      Wait.millis(LOOK_EVERY);
    }
  }

  /** Who launched the first server finds one there again, to be stopped. */
  @Override
  public void close() {
    if (!leading.equals(first)) {
      leader.stop();
      launched.start();
    }
    Place second = leading.equals(first) ? other : leading;
    if (second.disk() != null) {
      second.disk().close();
    }
  }
}
