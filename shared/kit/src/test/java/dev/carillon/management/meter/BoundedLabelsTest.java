package dev.carillon.management.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedLabelsTest {
  @Test
  void tenThousandNamesAreAHundredLabelsAndOneForTheRest() {
    BoundedLabels labels = new BoundedLabels(100);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      seen.add(labels.of("template-" + i));
    }
    assertThat(seen).hasSize(101).contains("template-0", "template-99", BoundedLabels.OTHER);
    assertThat(labels.of("template-7")).isEqualTo("template-7");
    assertThat(labels.of("template-9999")).isEqualTo(BoundedLabels.OTHER);
    assertThat(labels.of(null)).isEqualTo(BoundedLabels.NONE);
  }
}
