package dev.carillon.bench.abuse.attack.live;

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

/** All conversations at once, with somebody who publishes meanwhile. */
final class Conversations implements Attack {
  @Override
  public String name() {
    return "conversations";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    try (Listener listener = Listener.start(product);
        Speaker speaker = Speaker.start(product);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Finding>> running = new ArrayList<>();
      for (Conversation one : Conversation.all(product.keys())) {
        running.add(threads.submit(() -> one.hold(product, scale)));
      }
      List<Finding> findings = new ArrayList<>();
      for (Future<Finding> one : running) {
        findings.add(one.get());
      }
      if (!listener.end().isEmpty() || listener.events() == 0) {
        throw new IOException(
            "%d events were published, %d came; %s"
                .formatted(speaker.published(), listener.events(), listener.end()));
      }
      return findings;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }
}
