package dev.tradewitness.authorize.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlSetting;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.control.Permission;
import dev.tradewitness.authorize.control.ShortSale;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.common.wire.Rfc3339;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shows and changes who may sell short, and which symbols accounts may trade.
@RestController
class PermissionController {

  private static final String VALUE = "value";

  private final ControlAdmin controls;
  private final AdminReads reads;
  private final ChangeDoor door;

  PermissionController(ControlAdmin controls, AdminReads reads, ChangeDoor door) {
    this.controls = controls;
    this.reads = reads;
    this.door = door;
  }

  record SettingsBody(List<SettingBody> settings) {}

  record SettingBody(
      String scope,
      String subject,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String symbol,
      String value,
      String reason,
      String actor,
      String changedAt) {

    static SettingBody of(ControlSetting setting) {
      return new SettingBody(
          setting.scope().name(),
          setting.subject(),
          setting.symbol(),
          setting.value(),
          setting.reason(),
          setting.actor(),
          Rfc3339.text(setting.changedAt()));
    }
  }

  @GetMapping("/v1/short-sale")
  SettingsBody shortSales() throws InterruptedException {
    return settings(Kind.SHORT_SALE);
  }

  @GetMapping("/v1/permissions")
  SettingsBody permissions() throws InterruptedException {
    return settings(Kind.PERMISSION);
  }

  private SettingsBody settings(Kind kind) throws InterruptedException {
    return new SettingsBody(
        reads.read(() -> controls.settings(kind)).stream().map(SettingBody::of).toList());
  }

  /// A value of null takes the subject's own setting away.
  @PutMapping("/v1/short-sale/{scope}/{subject}")
  ResponseEntity<?> setShortSale(
      @PathVariable("scope") String scope,
      @PathVariable("subject") String subject,
      HttpServletRequest request)
      throws InterruptedException {
    return set(Targets.shortSale(scope, subject), ShortSale.class, request);
  }

  /// A value of null takes the symbol from the account's list.
  @PutMapping("/v1/permissions/{account}/{symbol}")
  ResponseEntity<?> setPermission(
      @PathVariable("account") String account,
      @PathVariable("symbol") String symbol,
      HttpServletRequest request)
      throws InterruptedException {
    ControlTarget target =
        ControlTarget.permission(Targets.account(account), Targets.symbol(symbol));
    return set(target, Permission.class, request);
  }

  private <E extends Enum<E>> ResponseEntity<?> set(
      ControlTarget target, Class<E> values, HttpServletRequest request)
      throws InterruptedException {
    MemberReader change = ChangeDoor.body(request);
    if (!change.isNamed(VALUE)) {
      change.violation(VALUE, "MISSING", "value is required, and may be null");
    }
    E value = change.optionalConstant(values, VALUE);
    ChangeDoor.Asked asked = ChangeDoor.Asked.read(change);
    String reason = asked.reason();
    String actor = asked.actor();
    if (reason == null || actor == null || !change.violations().isEmpty()) {
      throw ChangeDoor.invalid(change.violations());
    }
    return door.submit(
        ChangeRequest.of(target, value == null ? null : value.name(), reason, actor),
        ChangeBody::of);
  }
}
