{{/* Refuses to render an installation that could not work, and names everything that is missing at once. */}}
{{- define "holdfast.checks" -}}
{{- $missing := list -}}
{{- range $service, $_ := include "holdfast.deployed" . | fromYaml -}}
  {{- $settings := include "holdfast.settings" (dict "root" $ "service" $service) | fromYaml -}}
  {{- range $setting, $value := $settings.required -}}
    {{- if not $value }}{{ $missing = append $missing $setting }}{{ end -}}
  {{- end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.controller) -}}
  {{- $missing = append $missing "ingress.controller" -}}
{{- end -}}
{{- if and (eq .Values.ingress.controller "other") (not .Values.ingress.patternAnnotations) -}}
  {{- $missing = append $missing "ingress.patternAnnotations" -}}
{{- end -}}
{{- with $missing | uniq | sortAlpha -}}
  {{- fail (printf "\n\nHoldfast needs these values, and each secret they name must exist:\n  %s\nvalues.yaml says what each of them is." (join "\n  " .)) -}}
{{- end -}}

{{- with .Values.keys.pass.jwks -}}
  {{- $set := fromJson . -}}
  {{- if or $set.Error (not $set.keys) -}}
    {{- fail "\n\nkeys.pass.jwks is not a JSON Web Key Set." -}}
  {{- end -}}
  {{- range $set.keys -}}
    {{- if hasKey . "d" -}}
      {{- fail "\n\nkeys.pass.jwks holds a private key. Give it the public half only, and make a new key: this one has been seen." -}}
    {{- end -}}
  {{- end -}}
{{- end -}}

{{- $leaving := add .Values.shutdown.preStopSeconds 20 -}}
{{- if le (int .Values.shutdown.gracePeriodSeconds) (int $leaving) -}}
  {{- fail (printf "\n\nshutdown.gracePeriodSeconds must be more than %d: preStopSeconds and the 20 s in which a service lets requests finish." (int $leaving)) -}}
{{- end -}}

{{- range $service, $settings := include "holdfast.deployed" . | fromYaml -}}
  {{- with $settings.autoscaling -}}
    {{- if gt (int .minReplicas) (int .maxReplicas) -}}
      {{- fail (printf "\n\n%s.autoscaling.minReplicas is more than its maxReplicas." (include "holdfast.value" (dict "service" $service))) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end }}
