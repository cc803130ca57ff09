package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamedStatementTest {
  private final NamedStatement statement =
      NamedStatement.of("select #{b}, #{a}::text where x = #{b} and cost = '$5'");

  @Test
  void namesBecomeNumbersInTheOrderInWhichTheyComeFirst() {
    assertThat(statement.sql()).isEqualTo("select $1, $2::text where x = $1 and cost = '$5'");
    assertThat(statement.names()).containsExactly("b", "a");
  }

  @Test
  void valuesStandUnderTheirNumbersAndMayBeNull() {
    assertThat(statement.values().set("a", null).set("b", 2).tuple().deepToString())
        .isEqualTo("[2,null]");
  }

  @Test
  void aNameThatIsUnknownOrMissingIsAFault() {
    assertThatThrownBy(() -> statement.values().set("c", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c");
    assertThatThrownBy(() -> statement.values().set("a", 1).tuple())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b");
  }
}
