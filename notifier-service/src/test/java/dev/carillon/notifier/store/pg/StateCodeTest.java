package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.MailState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateCodeTest {
  @Test
  void everyStateHasACodeButThoseThatArePlaces() {
    Set<MailState> places = EnumSet.of(MailState.READY, MailState.SENDING);
    for (MailState state : MailState.values()) {
      if (places.contains(state)) {
        assertThatThrownBy(() -> StateCode.of(state)).isInstanceOf(IllegalArgumentException.class);
      } else {
        assertThat(StateCode.of(state).code()).hasSize(1);
      }
    }
  }

  @Test
  void noTwoStatesOfOneColumnHaveOneCode() {
    for (StateCode.Column column : StateCode.Column.values()) {
      String word = column.word("x");
      long codes = Arrays.stream(word.split("when ", -1)).skip(1).map(w -> w.charAt(1)).count();
      long different =
          Arrays.stream(word.split("when ", -1)).skip(1).map(w -> w.charAt(1)).distinct().count();
      assertThat(different).isEqualTo(codes).isPositive();
    }
    assertThat(StateCode.Column.DEFERRED.word("d.reason"))
        .isEqualTo(
            "case d.reason when 's' then 'scheduled' when 'h' then 'held'"
                + " when 'r' then 'retrying' end");
  }

  @Test
  void namesInBracesBecomeCodes() {
    assertThat(StateCode.sql("where state in ({DEAD}, {UNKNOWN})"))
        .isEqualTo("where state in ('d'::\"char\", 'u'::\"char\")");
  }
}
