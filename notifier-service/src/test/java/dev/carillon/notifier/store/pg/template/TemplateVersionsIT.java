package dev.carillon.notifier.store.pg.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.notifier.store.pg.QueueTables;
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

  private static int put(String text) {
    TemplateSpec spec = new TemplateSpec("S", text, null, null);
    return stores.templates().put(new PutTemplate("versions", spec)).await().version();
  }

  private static void delete(Integer version) {
    stores.templates().delete(new TemplateName("versions", version)).await();
  }
}
