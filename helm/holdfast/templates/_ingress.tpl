{{- define "holdfast.backend" -}}
service:
  name: {{ include "holdfast.name" . }}
  port:
    name: http
{{- end }}

{{/* What both Ingress objects begin with. */}}
{{- define "holdfast.ingressFrame" -}}
{{- with .Values.ingress.className }}
ingressClassName: {{ . }}
{{- end }}
{{- with .Values.ingress.tls.existingSecret }}
tls:
  - hosts: [{{ include "holdfast.host" $ | quote }}]
    secretName: {{ . }}
{{- end }}
{{- end }}
