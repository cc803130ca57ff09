package dev.carillon.notifier.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.domain.queue.QueueStore;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One that forgot a method of the queue once took a feature away, and nothing failed. */
class MortalStoreTest {
  private final List<String> arrived = new ArrayList<>();
  private final QueueStore queue =
      (QueueStore)
          Proxy.newProxyInstance(
              QueueStore.class.getClassLoader(),
              new Class<?>[] {QueueStore.class},
              (proxy, method, arguments) -> {
                arrived.add(method.getName());
                return Future.succeededFuture();
              });
  private final MortalStore store = new MortalStore(queue);

  static List<Method> questions() {
    return Arrays.asList(QueueStore.class.getMethods());
  }

  @ParameterizedTest
  @MethodSource("questions")
  void theQueueHearsWhatTheLivingSayAndNothingOfTheDead(Method question) throws Exception {
    assertThat(ask(question).isComplete()).isTrue();
    assertThat(arrived).containsExactly(question.getName());
    store.die();
    assertThat(ask(question).isComplete()).isFalse();
    assertThat(arrived).hasSize(1);
  }

  private Future<?> ask(Method question) throws Exception {
    Object[] nothing =
        Arrays.stream(question.getParameterTypes())
            .map(type -> type == long.class ? (Object) 0L : null)
            .toArray();
    return (Future<?>) question.invoke(store, nothing);
  }
}
