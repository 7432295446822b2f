package io.tappass.policy.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListEntryTest {

  @ParameterizedTest
  @CsvSource({
    "api.acme.example, api.acme.example, 443, true",
    "api.acme.example, x.api.acme.example, 443, false",
    "*.acme.example, api.acme.example, 443, true",
    "*.acme.example, a.b.acme.example, 443, true",
    "*.acme.example, acme.example, 443, false",
    "*.acme.example, evilacme.example, 443, false",
    "*.acme.example, .acme.example, 443, false",
    "*.acme.example:443, api.acme.example, 443, true",
    "*.acme.example:443, api.acme.example, 80, false",
    "127.0.0.1, 127.0.0.1, 1, true"
  })
  void aHostEntryMeansTheseHosts(String entry, String host, int port, boolean means) {
    assertThat(HostPattern.parse(entry).matches(host, port)).isEqualTo(means);
    assertThat(HostPattern.parse(entry).text()).isEqualTo(entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "*.*.x",
        "a.*.b",
        "API.example",
        "a.example.",
        "a..b",
        "a.example:0",
        "a.example:65536",
        "a.example:080",
        "a.example:",
        "https://a.example",
        "a/b",
        "127.1",
        "*.0.0.1",
        "*.127.0.0.1",
        "[::1]",
        "b\u00fccher.example",
        " a.example"
      })
  void whatIsNoHostEntryIsRefused(String entry) {
    assertThatThrownBy(() -> HostPattern.parse(entry)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/ssl/**, /etc/ssl, true",
    "/etc/ssl/**, /etc/ssl/certs/a.pem, true",
    "/etc/ssl/**, /etc/ssl2, false",
    "/etc/ssl, /etc/ssl/certs, false",
    "/**, /anything/at/all, true",
    "/**, /, true",
    "/, /etc, false",
    "${home}/.ssh/**, /home/a/.ssh/id, true",
    "${home}/.ssh/**, /home/b/.ssh/id, false",
    "${workspace}/**, /work/x, true",
    "${workspace}, /work, true",
    "${workspace}, /work/x, false"
  })
  void aPathEntryMeansThesePaths(String entry, String path, boolean means) {
    assertThat(PathPattern.parse(entry).matches(path, "/home/a", "/work")).isEqualTo(means);
    assertThat(PathPattern.parse(entry).text()).isEqualTo(entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "etc",
        "/etc/",
        "/etc//x",
        "/etc/../x",
        "/./x",
        "/etc/*",
        "/**/x",
        "/etc**",
        "${home}x",
        "${home}/",
        "${other}/x",
        "~/x",
        "/a?b",
        "/a\nb",
        "/a\\b",
        "**"
      })
  void whatIsNoPathEntryIsRefused(String entry) {
    assertThatThrownBy(() -> PathPattern.parse(entry)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameEntryIsExactOrAPrefix() {
    assertThat(NamePattern.parse("claude-opus-5").matches("claude-opus-5")).isTrue();
    assertThat(NamePattern.parse("claude-opus-5").matches("claude-opus-5x")).isFalse();
    assertThat(NamePattern.parse("claude-*").matches("claude-opus-5")).isTrue();
    assertThat(NamePattern.parse("claude-*").matches("Claude-opus-5")).isFalse();
    assertThat(NamePattern.parse("*").matches("anything")).isTrue();
    for (String bad : List.of("", "a*b", "a b", "b\u00fc", "**")) {
      assertThatThrownBy(() -> NamePattern.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aListIsSortedAndHoldsAnEntryOnce() {
    List<NamePattern> entries =
        List.of(NamePattern.parse("b"), NamePattern.parse("a"), NamePattern.parse("b"));

    assertThat(new ClosedList<>(entries, List.of()).allow())
        .extracting(NamePattern::text)
        .containsExactly("a", "b");
  }
}
