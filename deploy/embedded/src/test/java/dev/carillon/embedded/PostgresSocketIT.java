package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of the machine reach the embedded PostgreSQL by a socket where there can be one. */
class PostgresSocketIT {
  private static final LocalStack.External POSTGRES =
      new LocalStack.External(false, false, true, true);

  private static final Pattern URL =
      Pattern.compile("postgresql://.*@127\\.0\\.0\\.1:(\\d+)/postgres\\?host=(.*)");

  @TempDir Path folder;

  @Test
  void itListensWhereTheUrlsSayAndWhatAKilledServerLeftIsNotInItsWay() throws IOException {
    Path left = Files.createDirectory(folder.resolve("socket")).resolve(".s.PGSQL.1.lock");
    Files.writeString(left, ProcessHandle.current().pid() + "\n");
    try (DataDirectory data = DataDirectory.open(folder);
        LocalStack stack = LocalStack.start(data, POSTGRES, Progress.quiet())) {
      for (String name : new String[] {"CARILLON_USERS_PG_URL", "CARILLON_NOTIFIER_PG_URL"}) {
        String loopback = stack.config().getString(name);
        assertThat(stack.nearConfig().getString(name)).startsWith(loopback + "?host=");
        assertThat(LocalStack.jdbcUrl(stack.nearConfig().getString(name)))
            .isEqualTo(LocalStack.jdbcUrl(loopback));
      }
      Matcher url = URL.matcher(stack.nearConfig().getString("CARILLON_USERS_PG_URL"));
      assertThat(url.matches()).isTrue();
      Path socket = Path.of(url.group(2), ".s.PGSQL." + url.group(1));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rwx------");
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        assertThat(channel.connect(UnixDomainSocketAddress.of(socket))).isTrue();
      }
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void aNameThatNoSocketCanHaveLeavesLoopback() throws IOException {
    for (String name : new String[] {"a folder", "x".repeat(100)}) {
      try (DataDirectory data = DataDirectory.open(folder.resolve(name));
          LocalStack stack = LocalStack.start(data, POSTGRES, Progress.quiet())) {
        assertThat(stack.nearConfig()).isEqualTo(stack.config());
      }
    }
  }
}
