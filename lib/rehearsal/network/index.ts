export {
  type HttpRequest,
  type HttpResponse,
  LoopbackNetwork,
  type LoopbackNetworkOptions,
  type Refusal,
} from './loopback-network';
