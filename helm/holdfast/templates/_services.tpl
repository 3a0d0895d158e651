{{/*
What is deployed, by name, each with its settings: the four services, and `notification` where that room of
waitlist-worker has pods of its own.
*/}}
{{- define "holdfast.deployed" -}}
{{- $deployed := dict -}}
{{- range $service, $settings := .Values.services -}}
  {{- $_ := set $deployed $service (omit $settings "notification") -}}
{{- end -}}
{{- $room := (get .Values.services "waitlist-worker").notification -}}
{{- if $room.separate -}}
  {{- $_ := set $deployed "notification" (omit $room "separate") -}}
{{- end -}}
{{- toYaml $deployed -}}
{{- end }}

{{/* The service whose image, role and schema these pods use. */}}
{{- define "holdfast.build" -}}
{{- ternary "waitlist-worker" .service (eq .service "notification") -}}
{{- end }}

{{/* Where values.yaml has the settings of these pods. */}}
{{- define "holdfast.value" -}}
{{- ternary "services.waitlist-worker.notification" (printf "services.%s" .service) (eq .service "notification") -}}
{{- end }}

{{/*
What each service needs from outside. The one place to add a service's dependency: environment, egress and the
list of missing settings follow from it.
*/}}
{{- define "holdfast.needs" -}}
ticketing-api: [database, redis, kafka, oidc, oidc-client, simulator, gateways, webhooks, public-url, account, contacts, pass-keys]
waiting-room: [redis, kafka, oidc, account, place, pass-signing]
waitlist-worker: [database, kafka, oidc, mailer, notifications, public-url, account, contacts]
notification: [database, kafka, oidc, mailer, notifications, public-url, account, contacts]
refund-worker: [database, kafka, oidc, simulator, gateways, contacts]
{{- end }}

{{/* What it is given but never speaks to: without its notification room waitlist-worker sends nothing to anybody. */}}
{{- define "holdfast.unspoken" -}}
{{- $room := (get .root.Values.services "waitlist-worker").notification -}}
waitlist-worker: [{{ if $room.separate }}mailer, notifications{{ end }}]
{{- end }}

{{/* The schema each service owns. */}}
{{- define "holdfast.schemas" -}}
ticketing-api: ticketing
waitlist-worker: waitlist
refund-worker: refund
{{- end }}

{{/*
The settings of one service, as YAML: `config` (name: value), `secrets` (name: {secret, key, setting}) and
`required` (what values.yaml calls a setting: its value), the last for the list of missing ones.
*/}}
{{- define "holdfast.settings" -}}
{{- $values := .root.Values -}}
{{- $needs := get (include "holdfast.needs" . | fromYaml) .service -}}
{{- $config := dict "QUARKUS_HTTP_HOST" "0.0.0.0" "QUARKUS_MANAGEMENT_HOST" "0.0.0.0" -}}
{{- $secrets := dict -}}
{{- $required := dict -}}

{{- /* Each room of a divided waitlist-worker is told which one it is. */ -}}
{{- if (get $values.services "waitlist-worker").notification.separate -}}
  {{- $rooms := dict "waitlist-worker" "waitlist-only" "notification" "notification-only" -}}
  {{- with get $rooms .service }}{{ $_ := set $config "QUARKUS_PROFILE" (printf "prod,%s" .) }}{{ end -}}
{{- end -}}

{{- if has "database" $needs -}}
  {{- $url := $values.database.url -}}
  {{- $schema := get (include "holdfast.schemas" . | fromYaml) (include "holdfast.build" .) -}}
  {{- $secret := get $values.database.existingSecrets (include "holdfast.build" .) -}}
  {{- $_ := set $required "database.url" $url -}}
  {{- $_ := set $config "QUARKUS_DATASOURCE_JDBC_URL" (printf "%s%scurrentSchema=%s" $url (ternary "&" "?" (contains "?" $url)) $schema) -}}
  {{- $setting := printf "database.existingSecrets.%s" (include "holdfast.build" .) -}}
  {{- $_ := set $secrets "QUARKUS_DATASOURCE_USERNAME" (dict "secret" $secret "key" "username" "setting" $setting) -}}
  {{- $_ := set $secrets "QUARKUS_DATASOURCE_PASSWORD" (dict "secret" $secret "key" "password" "setting" $setting) -}}
{{- end -}}

{{- if has "redis" $needs -}}
  {{- $_ := set $secrets "QUARKUS_REDIS_HOSTS" (dict "secret" $values.redis.existingSecret "key" "hosts" "setting" "redis.existingSecret") -}}
  {{- with $values.redis.prefix }}{{ $_ := set $config "HOLDFAST_REDIS_PREFIX" . }}{{ end -}}
{{- end -}}

{{- if has "kafka" $needs -}}
  {{- $_ := set $secrets "KAFKA_BOOTSTRAP_SERVERS" (dict "secret" $values.kafka.existingSecret "key" "bootstrap-servers" "setting" "kafka.existingSecret") -}}
  {{- with $values.kafka.topicPrefix }}{{ $_ := set $config "HOLDFAST_TOPICS_PREFIX" . }}{{ end -}}
  {{- with $values.kafka.securityProtocol }}{{ $_ := set $config "KAFKA_SECURITY_PROTOCOL" . }}{{ end -}}
  {{- with $values.kafka.saslMechanism -}}
    {{- $_ := set $config "KAFKA_SASL_MECHANISM" . -}}
    {{- $_ := set $secrets "KAFKA_SASL_JAAS_CONFIG" (dict "secret" $values.kafka.existingSecret "key" "sasl-jaas-config" "setting" "kafka.existingSecret") -}}
  {{- end -}}
{{- end -}}

{{- if has "oidc" $needs -}}
  {{- $_ := set $required "oidc.authServerUrl" $values.oidc.authServerUrl -}}
  {{- $_ := set $config "QUARKUS_OIDC_AUTH_SERVER_URL" $values.oidc.authServerUrl -}}
{{- end -}}

{{- if has "oidc-client" $needs -}}
  {{- with $values.oidc.clientId }}{{ $_ := set $config "QUARKUS_OIDC_CLIENT_ID" . }}{{ end -}}
  {{- $_ := set $secrets "QUARKUS_OIDC_CREDENTIALS_SECRET" (dict "secret" $values.oidc.existingSecret "key" "client-secret" "setting" "oidc.existingSecret") -}}
{{- end -}}

{{- /* A house needs one payment company; the simulator is one. */ -}}
{{- $real := or $values.toss.existingSecret $values.stripe.existingSecret -}}
{{- $simulated := or $values.simulator.url $values.simulator.existingSecret (not $real) -}}

{{- if and (has "simulator" $needs) $simulated -}}
  {{- $_ := set $required "simulator.url" $values.simulator.url -}}
  {{- $_ := set $config "HOLDFAST_SIMULATOR_URL" $values.simulator.url -}}
  {{- $_ := set $secrets "HOLDFAST_SIMULATOR_SECRET" (dict "secret" $values.simulator.existingSecret "key" "secret" "setting" "simulator.existingSecret") -}}
  {{- if has "webhooks" $needs -}}
    {{- $_ := set $secrets "HOLDFAST_SIMULATOR_WEBHOOK_SECRET" (dict "secret" $values.simulator.existingSecret "key" "webhook-secret" "setting" "simulator.existingSecret") -}}
  {{- end -}}
{{- end -}}

{{- if has "gateways" $needs -}}
  {{- with $values.toss.existingSecret -}}
    {{- $_ := set $secrets "HOLDFAST_TOSS_SECRET_KEY" (dict "secret" . "key" "secret-key" "setting" "toss.existingSecret") -}}
  {{- end -}}
  {{- with $values.stripe.existingSecret -}}
    {{- $_ := set $secrets "HOLDFAST_STRIPE_SECRET_KEY" (dict "secret" . "key" "secret-key" "setting" "stripe.existingSecret") -}}
  {{- end -}}
{{- end -}}

{{- if has "webhooks" $needs -}}
  {{- if $values.toss.existingSecret }}{{ with $values.toss.clientKey }}{{ $_ := set $config "HOLDFAST_TOSS_CLIENT_KEY" . }}{{ end }}{{ end -}}
  {{- with $values.stripe.existingSecret -}}
    {{- $_ := set $secrets "HOLDFAST_STRIPE_WEBHOOK_SECRET" (dict "secret" . "key" "webhook-secret" "setting" "stripe.existingSecret") -}}
  {{- end -}}
  {{- with $values.channels }}{{ $_ := set $config "HOLDFAST_CHANNEL_OFFERED" (join "," .) }}{{ end -}}
{{- end -}}

{{- if has "mailer" $needs -}}
  {{- $mailer := $values.mailer -}}
  {{- $_ := set $required "mailer.host" $mailer.host -}}
  {{- $_ := set $required "mailer.from" $mailer.from -}}
  {{- $_ := set $config "QUARKUS_MAILER_HOST" $mailer.host -}}
  {{- $_ := set $config "QUARKUS_MAILER_PORT" ($mailer.port | toString) -}}
  {{- $_ := set $config "QUARKUS_MAILER_FROM" $mailer.from -}}
  {{- $_ := set $config "QUARKUS_MAILER_START_TLS" $mailer.startTls -}}
  {{- with $mailer.existingSecret -}}
    {{- $_ := set $secrets "QUARKUS_MAILER_USERNAME" (dict "secret" . "key" "username" "setting" "mailer.existingSecret") -}}
    {{- $_ := set $secrets "QUARKUS_MAILER_PASSWORD" (dict "secret" . "key" "password" "setting" "mailer.existingSecret") -}}
  {{- end -}}
{{- end -}}

{{- if has "notifications" $needs -}}
  {{- $_ := set $secrets "HOLDFAST_NOTIFICATION_STOP_KEY" (dict "secret" $values.keys.notifications.existingSecret "key" "stop-key" "setting" "keys.notifications.existingSecret") -}}
  {{- with $values.push.existingSecret -}}
    {{- $_ := set $required "push.publicKey" $values.push.publicKey -}}
    {{- $_ := set $config "HOLDFAST_PUSH_PUBLIC_KEY" $values.push.publicKey -}}
    {{- $_ := set $config "HOLDFAST_PUSH_SUBJECT" $values.push.subject -}}
    {{- $_ := set $required "push.subject" $values.push.subject -}}
    {{- $_ := set $secrets "HOLDFAST_PUSH_PRIVATE_KEY" (dict "secret" . "key" "private-key" "setting" "push.existingSecret") -}}
  {{- end -}}
  {{- with $values.sms.sens.existingSecret -}}
    {{- $_ := set $required "sms.from" $values.sms.from -}}
    {{- $_ := set $required "sms.sens.serviceId" $values.sms.sens.serviceId -}}
    {{- $_ := set $config "HOLDFAST_SMS_PROVIDER" "SENS" -}}
    {{- $_ := set $config "HOLDFAST_SMS_FROM" $values.sms.from -}}
    {{- with $values.sms.freeRefusal }}{{ $_ := set $config "HOLDFAST_SMS_FREE_REFUSAL" . }}{{ end -}}
    {{- $_ := set $config "HOLDFAST_SMS_SENS_SERVICE_ID" $values.sms.sens.serviceId -}}
    {{- $_ := set $secrets "HOLDFAST_SMS_SENS_ACCESS_KEY" (dict "secret" . "key" "access-key" "setting" "sms.sens.existingSecret") -}}
    {{- $_ := set $secrets "HOLDFAST_SMS_SENS_SECRET_KEY" (dict "secret" . "key" "secret-key" "setting" "sms.sens.existingSecret") -}}
  {{- end -}}
{{- end -}}

{{- if has "public-url" $needs -}}
  {{- $_ := set $required "publicUrl" $values.publicUrl -}}
  {{- $_ := set $config "HOLDFAST_PUBLIC_URL" $values.publicUrl -}}
{{- end -}}

{{- if has "account" $needs -}}
  {{- $_ := set $secrets "HOLDFAST_ACCOUNT_KEY" (dict "secret" $values.keys.account.existingSecret "key" "account-key" "setting" "keys.account.existingSecret") -}}
{{- end -}}

{{- if has "contacts" $needs -}}
  {{- $_ := set $secrets "HOLDFAST_CONTACTS_KEY" (dict "secret" $values.keys.contacts.existingSecret "key" "contacts-key" "setting" "keys.contacts.existingSecret") -}}
{{- end -}}

{{- if has "place" $needs -}}
  {{- $_ := set $secrets "HOLDFAST_PLACE_KEY" (dict "secret" $values.keys.place.existingSecret "key" "place-key" "setting" "keys.place.existingSecret") -}}
{{- end -}}

{{- if has "pass-signing" $needs -}}
  {{- $_ := set $secrets "HOLDFAST_PASS_PRIVATE_KEY" (dict "secret" $values.keys.pass.existingSecret "key" "pass-private-key" "setting" "keys.pass.existingSecret") -}}
  {{- $_ := set $required "keys.pass.jwks" $values.keys.pass.jwks -}}
  {{- $_ := set $config "HOLDFAST_PASS_ALSO_PUBLISHED" $values.keys.pass.jwks -}}
{{- end -}}

{{- if has "pass-keys" $needs -}}
  {{- $_ := set $required "keys.pass.jwks" $values.keys.pass.jwks -}}
  {{- $_ := set $config "HOLDFAST_PASS_JWKS" $values.keys.pass.jwks -}}
{{- end -}}

{{- range $name, $reference := $secrets }}{{ $_ := set $required $reference.setting $reference.secret }}{{ end -}}

{{- range $name, $value := (get (include "holdfast.deployed" .root | fromYaml) .service).env -}}
  {{- if or (hasKey $config $name) (hasKey $secrets $name) -}}
    {{- fail (printf "\n\n%s.env names %s, which the chart sets from its own values." (include "holdfast.value" $) $name) -}}
  {{- end -}}
  {{- $_ := set $config $name ($value | toString) -}}
{{- end -}}

{{- dict "config" $config "secrets" $secrets "required" $required | toYaml -}}
{{- end }}
