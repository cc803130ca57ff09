package dev.carillon.client.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.Keys;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that listens to what others of its process listen to as well. */
class LeavingClientTest {
  private static final int LIMIT_SECONDS = 30;
  private static final String ADDRESS = Keys.CHANGED.address();

  private final TestCluster cluster = new TestCluster();
  private final Vertx vertx = cluster.join();
  private final CarillonClient client = CarillonClient.on(vertx, "billing");
  private final BlockingQueue<KeyName> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static void await(Future<?> future) throws Exception {
    future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void listenBesideIt() throws Exception {
    await(new Bus(vertx, Clocks.system()).subscribe(Keys.CHANGED, heard::add).ready());
  }

  @Test
  void whatWasWithdrawnIsNotTakenOffAgainWhenItCloses() throws Exception {
    listenBesideIt();
    Registration withdrawn = client.listen(Keys.CHANGED, name -> {});
    await(withdrawn.ready());
    await(withdrawn.withdraw());
    await(withdrawn.gone());
    await(client.close());
    assertThat(cluster.knows(ADDRESS)).as("the other one listens").isTrue();
    new Bus(cluster.join(), Clocks.system()).publish(Keys.CHANGED, new KeyName("k"));
    assertThat(heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new KeyName("k"));
  }

  @Test
  void severalAsOneEndWhatIsLeftOfThem() throws Exception {
    listenBesideIt();
    Registration one = client.listen(Keys.CHANGED, name -> {});
    Registration other = client.listen(Keys.CHANGED, name -> {});
    await(Future.all(one.ready(), other.ready()));
    await(one.withdraw());
    await(client.close());
    await(other.gone());
    await(other.withdraw());
    assertThat(cluster.knows(ADDRESS)).as("the one beside them listens").isTrue();
  }

  @Test
  void whoHasLeftListensToNothing() throws Exception {
    await(client.close());
    await(client.listen(Keys.CHANGED, name -> {}).gone());
    assertThat(cluster.knows(ADDRESS)).isFalse();
  }
}
