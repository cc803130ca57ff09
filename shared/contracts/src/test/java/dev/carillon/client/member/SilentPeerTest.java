package dev.carillon.client.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A process that stands still takes connections, and says nothing on them. */
class SilentPeerTest {
  private static final String NAME = "beside-a-silent-one";
  private static final String SILENT = "silent.example";
  private static final int PORT = 15_100;
  private static final int LIMIT = 60_000;
  private static final int ENTRIES = 50_000;
  private static final int PART = 4;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Dns dns = new Dns();

  /** The threads that send would otherwise turn round and round, and send nothing else. */
  @Test
  void whoWaitsForItsFirstWordDoesSoAtRest() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout(LIMIT);
      HazelcastInstance member = Hazelcast.newHazelcastInstance(config(silent.getLocalPort()));
      try {
        dns.put(SILENT, InetAddress.getAllByName("127.0.0.1"));
        try (Socket taken = silent.accept()) {
          assertThat(taken.isConnected()).isTrue();
          long cpu = senders();
          long began = System.nanoTime();
          Map<Integer, String> work = member.getMap("work");
          for (int i = 0; i < ENTRIES; i++) {
            work.put(i, "x");
          }
          assertThat(senders() - cpu).isLessThan((System.nanoTime() - began) / PART);
        }
      } finally {
        member.getLifecycleService().terminate();
      }
    }
  }

  private Config config(int port) {
    return new Membership(NAME, "127.0.0.1", PORT, 0, List.of(SILENT + ":" + port), null)
        .hazelcast("127.0.0.1", dns)
        .setInstanceName(NAME)
        .setProperty("hazelcast.logging.type", "none")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "1")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "1");
  }

  /** Nanoseconds of CPU of the threads that send. */
  private long senders() {
    return LongStream.of(threads.getAllThreadIds())
        .mapToObj(threads::getThreadInfo)
        .filter(Objects::nonNull)
        .filter(thread -> thread.getThreadName().startsWith("hz." + NAME + ".IO.thread-out"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }
}
