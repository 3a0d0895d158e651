{{/* Kubernetes' restricted pod security standard, for every pod of ours. */}}
{{- define "holdfast.podSecurity" -}}
runAsNonRoot: true
{{- with .Values.pods.runAsUser }}
runAsUser: {{ int . }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "holdfast.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "holdfast.pullSecrets" -}}
{{- with .Values.image.pullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}
