package dev.carillon.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThirdPartyTest {
  @Test
  void aJarIsFoundByTheNameThatMavenGivesItsCopy() throws Exception {
    assertThat(ThirdParty.parse("org.slf4j:slf4j-api:jar:2.0.17").fileName())
        .isEqualTo("slf4j-api-2.0.17.jar");
    assertThat(
            ThirdParty.parse("io.netty:netty-transport-native-epoll:jar:linux-x86_64:4.2.18.Final")
                .fileName())
        .isEqualTo("netty-transport-native-epoll-4.2.18.Final-linux-x86_64.jar");
  }

  @Test
  void aDependencyBringsNoOthersAlong() throws Exception {
    assertThat(ThirdParty.parse("g:a:jar:c:1").xml())
        .contains("<version>1</version><type>jar</type><classifier>c</classifier>")
        .contains("<exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>");
    assertThat(ThirdParty.parse("g:a:jar:1").xml()).doesNotContain("classifier");
  }

  @Test
  void whatIsNotTheCoordinatesOfAJarIsRefused() {
    assertThatThrownBy(() -> ThirdParty.parse("g:a:1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("g:a:1");
  }
}
