package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface ControlSettings extends JpaRepository<ControlSetting, Long> {

  List<ControlSetting> findByKind(Kind kind);
}
