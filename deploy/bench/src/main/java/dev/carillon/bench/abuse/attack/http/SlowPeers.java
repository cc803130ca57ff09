package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Product;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Peers that send or read too slowly, all at once. Only the long form has the time for it. */
final class SlowPeers implements Attack {
  private static final int USERS = 10_000;
  private static final int BATCH = 1_000;

  @Override
  public String name() {
    return "slow-peers";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    if (!scale.isLong()) {
      return List.of();
    }
    for (int i = 0; i < USERS; i += BATCH) {
      product.prepare("POST", "/v1/users/batch", users(i));
    }
    List<Future<Finding>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (SlowPeer peer : SlowPeer.all(product.keys())) {
        running.add(threads.submit(() -> peer.attack(product)));
      }
      List<Finding> findings = new ArrayList<>();
      for (Future<Finding> one : running) {
        findings.add(one.get());
      }
      return findings;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static String users(int first) {
    StringBuilder items = new StringBuilder("{\"atomic\":false,\"items\":[");
    for (int i = first; i < first + BATCH; i++) {
      items
          .append(i == first ? "" : ",")
          .append("{\"op\":\"create\",\"user\":{\"welcome\":false,\"email\":\"u")
          .append(i)
          .append("@abuse.example\",\"name\":\"")
          .append("x".repeat(190))
          .append("\"}}");
    }
    return items.append("]}").toString();
  }
}
