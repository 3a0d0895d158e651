{{/* Names and labels. The service templates pass a dict: root (the chart's context) and service (its name). */}}

{{- define "holdfast.release" -}}
{{- ternary .Release.Name (printf "%s-holdfast" .Release.Name) (contains "holdfast" .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* The one name that a service's objects share. */}}
{{- define "holdfast.name" -}}
{{- printf "%s-%s" (include "holdfast.release" .root) .service -}}
{{- end }}

{{/* What never changes, and so may select pods. */}}
{{- define "holdfast.selector" -}}
app.kubernetes.io/name: holdfast
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
{{- end }}

{{- define "holdfast.labels" -}}
{{ include "holdfast.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "holdfast.metadata" -}}
name: {{ include "holdfast.name" . }}
labels:
  {{- include "holdfast.labels" . | nindent 2 }}
{{- end }}

{{- define "holdfast.image" -}}
{{- $image := .root.Values.image -}}
{{- list $image.registry $image.group (include "holdfast.build" .) | compact | join "/" }}:{{ $image.tag | default .root.Chart.AppVersion -}}
{{- end }}

{{/* The host of publicUrl, without its port. */}}
{{- define "holdfast.host" -}}
{{- regexReplaceAll ":[0-9]+$" (urlParse .Values.publicUrl).host "" -}}
{{- end }}
