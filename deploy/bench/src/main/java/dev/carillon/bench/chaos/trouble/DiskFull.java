package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.postgres.SmallDisk;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * The file system of PostgreSQL's data has no room left, for a while: statements fail, and a server
 * that cannot write its log ends. Whoever made room starts it again.
 */
final class DiskFull implements Trouble {
  private static final long RESTARTS_ITSELF = 3_000;
  private static final int LOOKS = 100;
  private static final List<String> WRITE =
      List.of("select pg_switch_wal()", "create table chaos_room ()", "drop table chaos_room");

  @Override
  public String name() {
    return "disk-full";
  }

  @Override
  public void strike(Stage stage) {
    SmallDisk disk = Objects.requireNonNull(stage.servers().disk());
    int span = stage.history().begin(Span.Kind.DISK_FULL, "");
    disk.fill();
    Wait.millis(stage.someTime() / 2);
    disk.empty();
    long end = stage.history().now() + RESTARTS_ITSELF;
    boolean writes = false;
    for (int i = 0; i < LOOKS && !writes; i++) {
      writes = writes(stage);
      if (!writes && stage.history().now() > end) {
        stage.servers().leader().startIfDown();
        end = Long.MAX_VALUE;
      }
      Wait.millis(writes ? 0 : 100);
    }
    stage.history().end(span);
  }

  private static boolean writes(Stage stage) {
    try {
      stage.tables().run(WRITE);
      return true;
    } catch (SQLException full) {
      return false;
    }
  }
}
