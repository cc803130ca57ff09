package dev.carillon.notifier.store.pg.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.store.pg.QueueTables;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A number of a version names one content for ever. On a real PostgreSQL. */
class TemplateVersionsIT extends QueueTables {
  @Test
  void aVersionThatWasDeletedIsNeverUsedAgain() {
    assertThat(put("one")).isEqualTo(1);
    assertThat(put("two")).isEqualTo(2);
    delete(2);
    assertThat(put("one")).as("still the latest").isEqualTo(1);
    assertThat(put("three")).isEqualTo(3);
    delete(null);
    assertThat(put("one")).isEqualTo(4);
    delete(4);
    assertThat(put("one")).isEqualTo(5);
    delete(null);
  }

  @Test
  void onlyTheLatestVersionIsFollowed() {
    TemplateSpec spec = new TemplateSpec("S", "one", null, null);
    IfMatch first = new IfMatch(false, List.of(1L));
    PutTemplate later = new PutTemplate("followed", spec, first);
    assertThatThrownBy(() -> stores.templates().put(later).await())
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.code()).isEqualTo(FailureCode.PRECONDITION));
    assertThat(stores.templates().put(new PutTemplate("followed", spec)).await().version())
        .isEqualTo(1);
    TemplateSpec other = new TemplateSpec("S", "two", null, null);
    PutTemplate second = new PutTemplate("followed", other, first);
    assertThat(stores.templates().put(second).await().version()).isEqualTo(2);
    assertThatThrownBy(() -> stores.templates().put(second).await()).isInstanceOf(Failure.class);
    assertThat(
            stores
                .templates()
                .put(new PutTemplate("followed", spec, IfMatch.ANY))
                .await()
                .version())
        .isEqualTo(3);
    stores.templates().delete(new TemplateName("followed", null)).await();
  }

  private static int put(String text) {
    TemplateSpec spec = new TemplateSpec("S", text, null, null);
    return stores.templates().put(new PutTemplate("versions", spec)).await().version();
  }

  private static void delete(Integer version) {
    stores.templates().delete(new TemplateName("versions", version)).await();
  }
}
